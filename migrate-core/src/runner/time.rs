//! A moment as RFC 3339 writes it, for the journal: in goes the system's clock, out comes `2026-11-21T10:12:45.123Z`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SECONDS_PER_DAY: u64 = 86_400;

/// Writes a moment in UTC, to the millisecond. A clock that stands before 1970 is shown at its beginning.
pub(super) fn rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let (year, month, day) = civil(since.as_secs() / SECONDS_PER_DAY);
    let second = since.as_secs() % SECONDS_PER_DAY;
    // Two of these stand in every row of the journal; `format!` with widths takes ten times as long.
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let mut put = |from: usize, to: usize, mut number: u64| {
        for digit in text[from..to].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(0, 4, year);
    put(5, 7, month);
    put(8, 10, day);
    put(11, 13, second / 3_600);
    put(14, 16, second / 60 % 60);
    put(17, 19, second % 60);
    put(20, 23, u64::from(since.subsec_millis()));
    String::from_utf8_lossy(&text).into_owned()
}

/// The date of a day, counted from 1970-01-01, in the Gregorian calendar. Years begin in March here, so that a leap day is
/// a year's last, and are counted from March of the year 0, where a cycle of 400 years begins.
fn civil(day: u64) -> (u64, u64, u64) {
    const DAYS_PER_CYCLE: u64 = 146_097;
    const DAYS_TO_1970: u64 = 719_468;
    let day = day + DAYS_TO_1970;
    let (cycle, day) = (day / DAYS_PER_CYCLE, day % DAYS_PER_CYCLE);
    // Without the leap days before it, each year has 365: one in 4 years, none in 100, one in 400.
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // From March on, five months have 153 days, again and again.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = cycle * 400 + year;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The day after, by the rules that people learn.
    fn next((year, month, day): (u64, u64, u64)) -> (u64, u64, u64) {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        };
        match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            (_, day) if day == last => (year, month + 1, 1),
            (_, day) => (year, month, day + 1),
        }
    }

    #[test]
    fn every_day_of_400_years_follows_the_one_before() {
        assert_eq!(civil(0), (1970, 1, 1));
        for day in 0..146_097 {
            assert_eq!(civil(day + 1), next(civil(day)), "day {day}");
        }
    }

    #[test]
    fn a_moment_has_all_its_digits() {
        let moment = |seconds, millis: u32| UNIX_EPOCH + Duration::new(seconds, millis * 1_000_000);
        for (time, written) in [
            (moment(0, 0), "1970-01-01T00:00:00.000Z"),
            (moment(951_782_399, 999), "2000-02-28T23:59:59.999Z"),
            (moment(1_709_164_800, 7), "2024-02-29T00:00:00.007Z"),
            (moment(4_102_444_799, 0), "2099-12-31T23:59:59.000Z"),
            (
                UNIX_EPOCH - Duration::from_secs(1),
                "1970-01-01T00:00:00.000Z",
            ),
        ] {
            assert_eq!(rfc3339(time), written);
        }
    }
}
