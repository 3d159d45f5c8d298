/** What a database says beside its keys: members, alarms, leases, users and roles. */
package io.drydock.tools.db.cluster;
