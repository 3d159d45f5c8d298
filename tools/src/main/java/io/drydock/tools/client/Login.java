package io.drydock.tools.client;

/** Who asks. No case shows its secret in {@code toString}. */
public sealed interface Login {

  /** Nobody in particular, or the name in the client certificate. */
  record Anonymous() implements Login {}

  /** A user of the auth store with a password. */
  record User(String name, String password) implements Login {

    @Override
    public String toString() {
      return "User[name=" + name + "]";
    }
  }

  /** A token that somebody else was given, such as a JWT. */
  record Token(String token) implements Login {

    @Override
    public String toString() {
      return "Token[]";
    }
  }
}
