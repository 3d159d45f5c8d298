package io.drydock.node.config;

import io.drydock.node.admin.log.LogSettings;
import java.util.List;

/**
 * All settings of a node, each part for the component that it is named after.
 *
 * @param member who the node is
 * @param raft how members agree
 * @param store what is kept, and for how long
 * @param clients where and how clients are served
 * @param services limits of requests
 * @param log what is told, and where
 * @param warnings sentences for the log: what was set and has no effect
 */
public record NodeConfig(
    MemberSettings member,
    RaftSettings raft,
    StoreSettings store,
    ClientSettings clients,
    ServiceSettings services,
    LogSettings log,
    List<String> warnings) {}
