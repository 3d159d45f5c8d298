# Sourced by ./drydock and by bin/drydock of the distribution. POSIX sh.

# Exit codes are those of docs/output.md: what fails before the JVM is called is 3, never 1 (findings). A JVM that
# cannot start ends with 1 itself: its own words are on stderr, and stdout is empty.

# Makes the JVM take arguments and file names as UTF-8. It asks the locale, which is not set, or C,
# under ssh, systemd and in containers. LC_ALL, because one bad name among the others makes them all C.
drydock_use_utf8() {
  case $(locale charmap 2>/dev/null || :) in
    UTF-8 | utf8) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

# With stdout closed the JVM's first open file would take its number. A stderr that is closed is none.
drydock_need_stdout() {
  if ! { true 3>&2; }; then exec 2>/dev/null; fi
  if ! { true 3>&1; } 2>/dev/null; then
    echo "drydock: stdout: it is closed" >&2
    exit 3
  fi
}

# drydock_launch JAVA_HOME HOME ROOT NAME [ARGUMENT…]: becomes the JVM.
# HOME has lib/ and, made with exactly this JVM, drydock.aot beside drydock.aot.jdk, or for the node
# drydock-node.aot beside drydock-node.aot.jdk. ROOT has testdata/.
# The variable drydock_part names what to run of it: tools (which it is when not set) or node.
# NAME is how the user called it, for lines that are to be typed.
drydock_launch() {
  drydock_java=$1 drydock_home=$2 drydock_root=$3 drydock_name=$4
  shift 4
  if [ "$(command -v drydock 2>/dev/null || :)" = "$drydock_name" ]; then drydock_name=drydock; fi
  drydock_need_stdout
  drydock_use_utf8
  # shellcheck disable=SC2086 # options are words
  set -- ${DRYDOCK_JAVA_OPTS:-} -jar "$drydock_home/lib/drydock-${drydock_part:-tools}.jar" "$@"

  # The AOT cache holds for exactly one JVM: the one whose release file it was made with.
  drydock_cache=$drydock_home/drydock.aot
  if [ "${drydock_part:-tools}" = node ]; then drydock_cache=$drydock_home/drydock-node.aot; fi
  if [ -f "$drydock_cache" ] && cmp -s "$drydock_cache.jdk" "$drydock_java/release"; then
    set -- -XX:AOTCache="$drydock_cache" -Xlog:disable "$@"
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

  # A small young generation keeps short-lived objects in the processor's cache, and memory low. In a
  # member it is large enough for what a batch of writes holds on to, or that would grow old; the heap
  # may take most of the machine if there are keys for it (the member itself keeps it small), and gives
  # back what it does not need.
  drydock_heap=-Xmn16m
  if [ "${drydock_part:-tools}" = node ]; then
    drydock_heap='-Xmn32m -XX:MaxRAMPercentage=75 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=50
      -XX:-ShrinkHeapInSteps -XX:+ExitOnOutOfMemoryError'
  fi
  # shellcheck disable=SC2086 # options are words
  exec "$drydock_java/bin/java" -XX:+UseSerialGC $drydock_heap --enable-native-access=ALL-UNNAMED \
    -Ddrydock.root="$drydock_root" -Ddrydock.name="$drydock_name" "$@"
}
