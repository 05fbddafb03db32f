#!/bin/sh
# One Corosync daemon beside others on one machine: node.sh NAME FOLDER, in mount, UTS and IPC namespaces of its own.
# The folder holds etc/ (what this node sees in /etc beside the machine's own), run/, lib/, tmp/ and work/.
# Daemons share the machine's network, so that they meet on loopback as any other processes do. Their abstract sockets
# would clash there: a file tells libqb to use sockets in the file system instead, which lie in /tmp or /run.
set -e
mount -t overlay -o "lowerdir=/etc,upperdir=$2/etc,workdir=$2/work" overlay /etc
mount -t tmpfs tmpfs /dev/shm
mount --bind "$2/lib" /var/lib/corosync
mount --bind "$2/run" /run
mount --bind "$2/tmp" /tmp
# Which node of the configuration it is, Corosync tells by the host's name.
echo "$1" >/proc/sys/kernel/hostname
exec corosync -f
