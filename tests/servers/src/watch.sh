#!/usr/bin/env bash
# Runs a server for as long as somebody uses it. Whoever does holds a shared lock on FOLDER/users; the kernel takes it
# away however that process ends. The server dies with this script, too, if that is killed.
#
# watch.sh FOLDER DATA SIGNAL COMMAND...
folder=$1 data=$2 signal=$3
shift 3
setpriv --pdeathsig "$signal" "$@" >"$data/log" 2>&1 &
server=$!

stop() {
    rm -f "$folder/address"
    kill -s "$signal" "$server" 2>/dev/null
    wait "$server"
    rm -rf "$data"
    exit
}
trap stop TERM INT

exec 9<>"$folder/users"
while kill -0 "$server" 2>/dev/null; do
    sleep 1
    if ! flock --exclusive --nonblock 9; then
        touch "$folder/used"
    elif [ $(($(date +%s) - $(stat -c %Y "$folder/used"))) -lt 10 ]; then
        # The next test of this run is about to start.
        flock --unlock 9
    else
        # With the lock held: who comes now waits, and finds that there is no server.
        stop
    fi
done
