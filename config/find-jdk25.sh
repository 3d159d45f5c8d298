# Sourced by ./drydock and ./mvnw: sets JDK25 to the home of a JDK 25, or prints one sentence and
# returns 1. Reads only each JDK's `release` file: no JVM is started.
#
# Order: DRYDOCK_JAVA_HOME (must be right), JAVA_HOME, the java on PATH, the usual install folders.

# Prints nothing; succeeds when $1 is the home of a JDK (not a JRE) of major version 25.
drydock_is_jdk25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r drydock_line; do
    case "$drydock_line" in JAVA_VERSION=\"25\"* | JAVA_VERSION=\"25.*) return 0 ;; esac
  done < "$1/release"
  return 1
}

drydock_find_jdk25() {
  JDK25=
  if [ -n "${DRYDOCK_JAVA_HOME:-}" ]; then
    if drydock_is_jdk25 "$DRYDOCK_JAVA_HOME"; then JDK25=$DRYDOCK_JAVA_HOME; return 0; fi
    echo "drydock: DRYDOCK_JAVA_HOME=$DRYDOCK_JAVA_HOME is not a JDK 25 (no bin/javac, or another version in its release file)" >&2
    return 1
  fi
  drydock_user=${HOME:-/nonexistent} # a service has none
  if [ -n "${JAVA_HOME:-}" ] && drydock_is_jdk25 "$JAVA_HOME"; then JDK25=$JAVA_HOME; return 0; fi
  for drydock_home in /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*25* "$drydock_user"/.sdkman/candidates/java/25* \
    "$drydock_user"/.jdks/*25* "$drydock_user"/.asdf/installs/java/*25* "$drydock_user"/.local/share/mise/installs/java/*25* \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$drydock_user"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if drydock_is_jdk25 "$drydock_home"; then JDK25=$drydock_home; return 0; fi
  done
  drydock_java=$(command -v java 2>/dev/null) && drydock_java=$(readlink -f "$drydock_java" 2>/dev/null) &&
    drydock_is_jdk25 "${drydock_java%/bin/java}" && { JDK25=${drydock_java%/bin/java}; return 0; }
  echo "drydock: no JDK 25 found: install one (Debian/Ubuntu: apt-get install openjdk-25-jdk, or Temurin 25 from packages.adoptium.net; Fedora: dnf install java-25-openjdk-devel; macOS: brew install openjdk@25) or set DRYDOCK_JAVA_HOME to its folder." >&2
  return 1
}
