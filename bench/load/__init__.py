"""The bot as a process beside a bare echo, under the same load: `make bench`."""
