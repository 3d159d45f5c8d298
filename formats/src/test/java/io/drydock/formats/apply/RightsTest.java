package io.drydock.formats.apply;

import static io.drydock.formats.apply.Story.bytes;
import static io.drydock.formats.apply.Story.putOp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users, roles, and what they let through when an entry is applied. */
class RightsTest {

  private static final String DENIED = "auth: permission denied";
  private static final String EMPTY = "auth: user name is empty";
  private static final String OLD = "auth: revision in header is old";

  @TempDir Path folder;

  /** Auth on at revision 9; alice may write [b, d) and [d, f) and g, read [p, …). */
  private Story story(String version) throws Exception {
    var file = new BackendFile();
    file.put(Bucket.AUTH, Bytes.ofUtf8("authEnabled"), Bytes.ofHex("01"));
    file.put(Bucket.AUTH, Bytes.ofUtf8("authRevision"), Bytes.ofHex("0000000000000009"));
    user(file, "root", "root");
    user(file, "alice", "some");
    var role = Role.newBuilder().setName(bytes("some"));
    role.addKeyPermission(permission(Permission.Type.WRITE, "b", "d"));
    role.addKeyPermission(permission(Permission.Type.READWRITE, "d", "f"));
    role.addKeyPermission(permission(Permission.Type.WRITE, "g", ""));
    role.addKeyPermission(permission(Permission.Type.READ, "p", "\0"));
    file.put(Bucket.AUTH_ROLES, Bytes.ofUtf8("some"), Bytes.adopt(role.build().toByteArray()));
    file.put(Bucket.LEASE, LeaseRow.key(1), Bytes.ofHex("0801103c"));
    return new Story(version, file, folder.resolve("base.db"));
  }

  private static void user(BackendFile file, String name, String role) {
    User user = User.newBuilder().setName(bytes(name)).addRoles(role).build();
    file.put(Bucket.AUTH_USERS, Bytes.ofUtf8(name), Bytes.adopt(user.toByteArray()));
  }

  private static Permission permission(Permission.Type type, String key, String end) {
    return Permission.newBuilder()
        .setPermType(type)
        .setKey(bytes(key))
        .setRangeEnd(bytes(end))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, 9, b, done",
    "alice, 9, e, done",
    "alice, 9, g, done",
    "alice, 9, a, " + DENIED,
    "alice, 9, f, " + DENIED,
    "alice, 9, ga, " + DENIED,
    "alice, 9, p, " + DENIED,
    "alice, 8, b, " + OLD,
    "alice, 10, b, done",
    "nobody, 9, b, " + DENIED,
    "root, 9, anything, done",
    "root, 8, anything, " + OLD,
    "'', 0, b, " + EMPTY,
  })
  void aPutNeedsTheRightToItsKey(String user, long revision, String key, String outcome)
      throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals(outcome, story.as(user, revision).put(key, "1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "b, d, done",
    "b, f, done",
    "c, e, done",
    "b, g, " + DENIED,
    "g, h, " + DENIED,
    "g, 'g\0', done",
    "a, c, " + DENIED,
    "b, '\0', " + DENIED,
  })
  void aRangeNeedsRightsThatJoinUpToCoverIt(String from, String to, String outcome)
      throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals(outcome, story.as("alice", 9).delete(from, to));
    }
  }

  @Test
  void whoAsksForThePreviousValueMustBeAbleToRead() throws Exception {
    try (Story story = story("3.5.30").as("alice", 9)) {
      var writable = Story.putOf("b", "1", 0).toBuilder().setPrevKv(true).build();
      var both = Story.putOf("d", "1", 0).toBuilder().setPrevKv(true).build();
      assertEquals(DENIED, story.apply(request -> request.setPut(writable)));
      assertEquals("done", story.apply(request -> request.setPut(both)));
    }
  }

  @Test
  void aLeaseIsOnlyForThoseWhoMayWriteAllItsKeys() throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals("done", story.as("root", 9).put("secret", "1", 1));
      assertEquals(DENIED, story.as("alice", 9).put("b", "1", 1));
      assertEquals(DENIED, story.apply(request -> request.getLeaseRevokeBuilder().setID(1)));
      assertEquals("done", story.as("root", 9).apply(r -> r.getLeaseRevokeBuilder().setID(1)));
    }
  }

  /** Both branches count, whichever is taken; inner ones since 3.4.42, 3.5.28 and 3.6.11. */
  @ParameterizedTest
  @CsvSource({
    "3.4.41, done",
    "3.4.42, " + DENIED,
    "3.5.27, done",
    "3.5.28, " + DENIED,
    "3.7.0, " + DENIED,
  })
  void rightsOfInnerTransactionsAreCheckedInNewReleases(String version, String outcome)
      throws Exception {
    var inner = TxnRequest.newBuilder().addFailure(putOp("a", "1"));
    try (Story story = story(version).as("alice", 9)) {
      assertEquals(DENIED, story.apply(r -> r.getTxnBuilder().addFailure(putOp("a", "1"))));
      assertEquals(
          outcome, story.apply(r -> r.getTxnBuilder().addSuccessBuilder().setRequestTxn(inner)));
    }
  }

  @Test
  void anOpenRuleMattersOnlyWhereItDecides() throws Exception {
    var allowed = TxnRequest.newBuilder().addSuccess(putOp("b", "1"));
    var denied = TxnRequest.newBuilder().addSuccess(putOp("a", "1"));
    try (Story story = story("3.5").as("alice", 9)) {
      assertEquals(
          "done", story.apply(r -> r.getTxnBuilder().addSuccessBuilder().setRequestTxn(allowed)));
      assertThrows(
          UnsupportedFormatException.class,
          () -> story.apply(r -> r.getTxnBuilder().addSuccessBuilder().setRequestTxn(denied)));
    }
  }

  @Test
  void administrationIsForRootAndCountsTheRevisionUp() throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals(
          DENIED, story.as("alice", 9).apply(r -> r.getAuthRoleAddBuilder().setName("new")));
      assertEquals("auth: user not found", story.as("x", 9).apply(r -> r.getAuthDisableBuilder()));
      story.as("root", 9);
      assertEquals("done", story.apply(r -> r.getAuthRoleAddBuilder().setName("new")));
      assertEquals(
          "auth: role already exists", story.apply(r -> r.getAuthRoleAddBuilder().setName("new")));
      assertEquals("000000000000000a", story.row(Bucket.AUTH, "authRevision"));
      assertEquals(
          "done",
          story.apply(r -> r.getAuthUserGrantRoleBuilder().setUser("alice").setRole("new")));
      assertEquals("000000000000000b", story.row(Bucket.AUTH, "authRevision"));
      assertEquals(
          "done",
          story.apply(r -> r.getAuthUserGrantRoleBuilder().setUser("alice").setRole("new")));
      assertEquals("000000000000000b", story.row(Bucket.AUTH, "authRevision"));
      assertEquals("done", story.apply(r -> r.getAuthRoleDeleteBuilder().setRole("some")));
      User alice =
          User.parseFrom(story.rows(Bucket.AUTH_USERS).get(Bytes.ofUtf8("alice")).toByteString());
      assertEquals("[new]", alice.getRolesList().toString());
      assertEquals(DENIED, story.as("alice", 12).put("b", "1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "root, auth: invalid auth management",
    "alice, done",
    "nobody, auth: user not found",
  })
  void rootStaysWhileAuthIsOn(String user, String outcome) throws Exception {
    try (Story story = story("3.5.30").as("root", 9)) {
      assertEquals(outcome, story.apply(r -> r.getAuthUserDeleteBuilder().setName(user)));
    }
  }

  @Test
  void aPasswordIsStoredAsTheEntryHasIt() throws Exception {
    try (Story story = story("3.5.30").as("root", 9)) {
      assertEquals(
          "done",
          story.apply(r -> r.getAuthUserAddBuilder().setName("u").setHashedPassword("JDJhJDEw")));
      assertEquals("0a0175120624326124313022" + "00", story.row(Bucket.AUTH_USERS, "u"));
      assertThrows(
          UnsupportedFormatException.class,
          () -> story.apply(r -> r.getAuthUserAddBuilder().setName("v").setPassword("plain")));
    }
  }

  @Test
  void withoutAuthNobodyIsAsked() throws Exception {
    try (Story story = story("3.5.30").as("root", 9)) {
      assertEquals("done", story.apply(r -> r.getAuthDisableBuilder()));
      assertEquals("00", story.row(Bucket.AUTH, "authEnabled"));
      assertEquals("000000000000000a", story.row(Bucket.AUTH, "authRevision"));
      assertEquals("done", story.as("", 0).put("a", "1"));
      assertEquals("done", story.apply(r -> r.getAuthEnableBuilder()));
      assertEquals(EMPTY, story.put("a", "1"));
    }
  }
}
