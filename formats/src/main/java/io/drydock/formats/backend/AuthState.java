package io.drydock.formats.backend;

import io.drydock.formats.Located;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who may do what: buckets {@code auth}, {@code authUsers} and {@code authRoles}.
 *
 * @param isEnabled false also when it was never enabled
 * @param authRevision counts the changes, from 1
 * @param users by name
 * @param roles by name
 */
public record AuthState(
    boolean isEnabled,
    OptionalLong authRevision,
    List<Located<User>> users,
    List<Located<Role>> roles) {

  /** Copies the lists. */
  public AuthState {
    users = List.copyOf(users);
    roles = List.copyOf(roles);
  }
}
