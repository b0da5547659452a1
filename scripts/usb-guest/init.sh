#!/bin/busybox sh
# First program of the test guest: loads the modules, mounts the host's files read-only, runs the command the host left.
/bin/busybox --install -s /bin
export PATH=/bin
mkdir -p /proc /sys /dev /host
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*; do insmod "$module" || echo "GUEST: $module cannot be loaded"; done
share() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=1048576,$3" "$1" "$2"; }
share root /host ro,cache=loose
mount -t proc proc /host/proc
mount -t sysfs sys /host/sys
mount -t devtmpfs dev /host/dev
mount -t tmpfs tmp /host/tmp
# usbip keeps its notes and udev its rules there.
mount -t tmpfs run /host/run
mkdir -p /host/tmp/out /host/run/udev
share out /host/tmp/out rw
while read -r tag path; do
  mkdir -p "/host$path"
  share "$tag" "/host$path" ro,cache=loose
done </host/tmp/out/shares
ip link set lo up
chroot /host /bin/sh /tmp/out/command.sh
echo "GUEST-RC=$?"
sync
poweroff -f
