package io.drydock.formats.wal;

import java.util.List;

/** First frames of segments that real servers wrote, byte by byte. */
enum RealSegments {
  ETCD_3_4_23(
      0,
      """
      04 00 00 00 00 00 00 84    # lenField: 4 bytes of record, 4 of padding
      08 04                      # type 4, crc
      10 00                      # crc 0: written even so
      00 00 00 00                # padding
      20 00 00 00 00 00 00 00    # 32 bytes, no padding
      08 01                      # type 1, metadata
      10 e5 bf e3 fb 03          # crc 3f78dfe5
      1a 16                      # data, 22 bytes
      08 8b b1 ba 88 b6 d6 80 e8 83 01   # node 83d002b3610e988b
      10 ed d3 f5 80 d0 f2 f2 ec ce 01   # cluster ced9cb95001d69ed
      0e 00 00 00 00 00 00 82    # 14 bytes, 2 of padding
      08 05                      # type 5, snapshot
      10 ae e5 f9 aa 03          # crc 355e72ae
      1a 04                      # data, 4 bytes
      08 00 10 00                # index 0, term 0
      00 00                      # padding
      """,
      "crc 00000000",
      "metadata 3f78dfe5 node 83d002b3610e988b cluster ced9cb95001d69ed",
      "snapshot 355e72ae 0/0 -"),

  /** Bootstrapped under 3.5.30: requests to the v2 store in the log. */
  ETCD_3_5_30(
      0,
      """
      04 00 00 00 00 00 00 84 08 04 10 00 00 00 00 00
      1f 00 00 00 00 00 00 81    # 31 bytes, 1 of padding
      08 01 10 ff c8 a8 b3 07    # metadata, crc 766a247f
      1a 15 08 97 94 ab 85 cb df 9e f0 5f 10 f3 c5 e0 eb e2 8c f6 98 cd 01 00
      0e 00 00 00 00 00 00 82    # snapshot {0, 0}
      08 05 10 e6 84 af c9 0e 1a 04 08 00 10 00 00 00
      6e 00 00 00 00 00 00 82    # 110 bytes, 2 of padding
      08 02 10 a2 ec f7 a9 03    # entry, crc 353df622
      1a 64                      # data, 100 bytes
      08 01 10 01 18 01          # conf change, term 1, index 1
      22 5c                      # 92 bytes: a ConfChange
      08 00                      # id 0, written
      10 00                      # add node, written
      18 97 94 ab 85 cb df 9e f0 5f
      22 4c 7b 22 69 64 22 3a 36 39 30 38 36 35 37 30 35 34 31 30 30 36 37 30 39 39 39 2c 22
      70 65 65 72 55 52 4c 73 22 3a 5b 22 68 74 74 70 3a 2f 2f 31 32 37 2e 30 2e 30 2e 31 3a
      32 35 34 30 31 22 5d 2c 22 6e 61 6d 65 22 3a 22 75 31 22 7d
      00 00                      # padding
      10 00 00 00 00 00 00 00
      08 03 10 8f b4 f9 8c 07    # state, crc 719e5a0f
      1a 06 08 01 10 00 18 01    # term 1, vote 0, commit 1: all three written
      10 00 00 00 00 00 00 00
      08 02 10 c2 c7 cd 9d 04    # entry
      1a 06 08 00 10 02 18 02    # normal, term 2, index 2, no data: a new leader's first
      """,
      "crc 00000000",
      "metadata 766a247f node 5fe07afcb0aaca17 cluster cd31d8662d7822f3",
      "snapshot e92bc266 0/0 -",
      "entry 353df622 type 1 at 1/1, 92 bytes",
      "state 719e5a0f term 1 vote 0 commit 1",
      "entry 43b363c2 type 0 at 2/2, 0 bytes"),

  /** The second segment of 3.6.14: crc and metadata of the first, the last state, then on. */
  ETCD_3_6_14_AFTER_A_CUT(
      0x6d8cb8a7,
      """
      08 00 00 00 00 00 00 00    # 8 bytes, no padding
      08 04                      # crc
      10 a7 f1 b2 ec 06          # 6d8cb8a7, as of the last record of the first segment
      20 00 00 00 00 00 00 00
      08 01 10 eb f2 db db 08
      1a 16 08 ea a9 c7 c8 90 af 8c fc 9d 01 10 a0 ef be ce 82 c0 c7 e5 e2 01
      19 00 00 00 00 00 00 87    # 25 bytes, 7 of padding
      08 03 10 f1 94 a6 de 03    # state
      1a 0f 08 02 10 ea a9 c7 c8 90 af 8c fc 9d 01 18 43
      00 00 00 00 00 00 00
      19 00 00 00 00 00 00 87
      08 03 10 b7 bf ca f8 0d
      1a 0f 08 02 10 ea a9 c7 c8 90 af 8c fc 9d 01 18 44
      00 00 00 00 00 00 00
      """,
      "crc 6d8cb8a7",
      "metadata 8b76f96b node 9df831790911d4ea cluster e2cb1e0029cfb7a0",
      "state 3bc98a71 term 2 vote 9df831790911d4ea commit 67",
      "state df129fb7 term 2 vote 9df831790911d4ea commit 68"),

  /** 3.7.1 leaves out the id of the ConfChange and the type of a normal entry. */
  ETCD_3_7_1(
      0,
      """
      04 00 00 00 00 00 00 84 08 04 10 00 00 00 00 00
      20 00 00 00 00 00 00 00
      08 01 10 d9 e6 da e7 03
      1a 16 08 9a c9 b6 81 d8 c4 8f c9 f4 01 10 88 f3 c5 a1 91 c4 89 ac a2 01
      0e 00 00 00 00 00 00 82
      08 05 10 a7 ed fc c1 04
      1a 04 08 00 10 00 00 00
      6e 00 00 00 00 00 00 82
      08 02 10 82 aa c4 c8 06
      1a 64 08 01 10 01 18 01    # conf change
      22 5c 10 00 18 9a c9 b6 81 d8 c4 8f c9 f4 01    # no id
      22 4d 7b 22 69 64 22 3a 31 37 36 32 33 32 31 36 36 32 32 36 33 39 33 35 39 31 33 30 2c
      22 70 65 65 72 55 52 4c 73 22 3a 5b 22 68 74 74 70 3a 2f 2f 31 32 37 2e 30 2e 30 2e 31
      3a 32 35 32 32 31 22 5d 2c 22 6e 61 6d 65 22 3a 22 6d 31 22 7d 00 00
      10 00 00 00 00 00 00 00
      08 03 10 c1 af a7 a8 0b
      1a 06 08 01 10 00 18 01
      19 00 00 00 00 00 00 87
      08 03 10 a4 b8 9a a1 0d
      1a 0f 08 02 10 9a c9 b6 81 d8 c4 8f c9 f4 01 18 01
      00 00 00 00 00 00 00
      0e 00 00 00 00 00 00 82
      08 02 10 d3 b7 9a f4 05
      1a 04 10 02 18 02 00 00    # term 2, index 2: no type, no data
      """,
      "crc 00000000",
      "metadata 3cf6b359 node f4923e25802da49a cluster a258262114317988",
      "snapshot 483f36a7 0/0 -",
      "entry 69111502 type 1 at 1/1, 92 bytes",
      "state b509d7c1 term 1 vote 0 commit 1",
      "state d4269c24 term 2 vote f4923e25802da49a commit 1",
      "entry 5e869bd3 type 0 at 2/2, 0 bytes"),

  /** A fixture of etcd 3.7.1's own tests: metadata is opaque to the log. */
  ETCD_3_7_1_GOLDEN(
      0,
      """
      04 00 00 00 00 00 00 84 08 04 10 00 00 00 00 00
      12 00 00 00 00 00 00 86    # 18 bytes, 6 of padding
      08 01 10 85 d4 fd a0 07
      1a 08 73 6f 6d 65 64 61 74 61    # "somedata"
      00 00 00 00 00 00
      0e 00 00 00 00 00 00 82
      08 05 10 80 db 81 c1 01
      1a 04 08 00 10 00 00 00
      """,
      "crc 00000000",
      "unknown 741f6a05 type 1 8 B [736f6d6564617461]",
      "snapshot 18206d80 0/0 -");

  private final int crcBefore;
  private final String dump;
  private final List<String> expected;

  RealSegments(int crcBefore, String dump, String... expected) {
    this.crcBefore = crcBefore;
    this.dump = dump;
    this.expected = List.of(expected);
  }

  int crcBefore() {
    return crcBefore;
  }

  byte[] bytes() {
    return HexDump.bytes(dump);
  }

  /** One line a record: kind, stored checksum, what it says. */
  List<String> expected() {
    return expected;
  }
}
