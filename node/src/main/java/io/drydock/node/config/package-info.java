/**
 * What an operator asks of a node: etcd's flags, {@code ETCD_*} variables and configuration file,
 * read into one {@link io.drydock.node.config.NodeConfig}.
 *
 * <p>Edge layer, below Main alone; pure but for the files it is told to read. Read {@link
 * io.drydock.node.config.FlagTable} (every flag, once), then {@link
 * io.drydock.node.config.ConfigReader}.
 *
 * <p>Source: server/etcdmain/config.go, server/embed/config.go, pkg/flags of etcd 3.5, and what
 * 3.5.30 answered.
 */
package io.drydock.node.config;
