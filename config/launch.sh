# Sourced by ./drydock and by bin/drydock of the distribution. POSIX sh.

# drydock_launch JAVA_HOME HOME ROOT [ARGUMENT…]: becomes the JVM.
# HOME has lib/ and, made with exactly this JVM, drydock.aot beside drydock.aot.jdk. ROOT has testdata/.
drydock_launch() {
  drydock_java=$1 drydock_home=$2 drydock_root=$3
  shift 3
  # shellcheck disable=SC2086 # options are words
  set -- ${DRYDOCK_JAVA_OPTS:-} -jar "$drydock_home/lib/drydock-tools.jar" "$@"

  # The AOT cache holds for exactly one JVM: the one whose release file it was made with.
  if [ -f "$drydock_home/drydock.aot" ] && cmp -s "$drydock_home/drydock.aot.jdk" "$drydock_java/release"; then
    set -- -XX:AOTCache="$drydock_home/drydock.aot" -Xlog:disable "$@"
  fi

  if [ -d "$drydock_home/lib/native" ]; then set -- -Djava.library.path="$drydock_home/lib/native" "$@"; fi
  if [ -t 1 ]; then set -- -Ddrydock.stdout.terminal=true "$@"; fi
  if [ -t 2 ]; then set -- -Ddrydock.stderr.terminal=true "$@"; fi
  if [ -t 1 ] || [ -t 2 ]; then
    drydock_size=$(stty size 2>/dev/null </dev/tty || true)
    drydock_columns=${drydock_size#* }
    if [ "${drydock_columns:-0}" -gt 20 ] 2>/dev/null; then
      set -- -Ddrydock.columns="$drydock_columns" "$@"
    fi
  fi

  # A small young generation keeps short-lived objects in the processor's cache, and memory low.
  exec "$drydock_java/bin/java" -XX:+UseSerialGC -Xmn16m --enable-native-access=ALL-UNNAMED \
    -Ddrydock.root="$drydock_root" "$@"
}
