package io.drydock.testdata.scenario;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The JSON texts that a small Kubernetes cluster keeps in etcd: the shapes and sizes are those of
 * real objects, the names are made up. Nothing in them is secret.
 */
final class Manifests {
  private static final String[] REASONS = {
    "Scheduled",
    "Pulled",
    "Created",
    "Started",
    "Killing",
    "Unhealthy",
    "BackOff",
    "SuccessfulCreate"
  };
  private static final int DASHBOARD_PANELS = 1300;

  private final SplittableRandom random;

  Manifests(SplittableRandom random) {
    this.random = random;
  }

  String node(String name, Instant at) {
    return """
    {"kind":"Node","apiVersion":"v1","metadata":{"name":"%s","uid":"%s","creationTimestamp":"%s",\
    "labels":{"kubernetes.io/arch":"amd64","kubernetes.io/hostname":"%s",\
    "kubernetes.io/os":"linux",\
    "topology.kubernetes.io/zone":"eu-west-1%c"}},"spec":{"podCIDR":"10.42.%d.0/24"},"status":{\
    "capacity":{"cpu":"8","memory":"32786588Ki","pods":"110"},"conditions":[\
    {"type":"MemoryPressure","status":"False","reason":"KubeletHasSufficientMemory"},\
    {"type":"DiskPressure","status":"False","reason":"KubeletHasNoDiskPressure"},\
    {"type":"Ready","status":"True","reason":"KubeletReady","lastHeartbeatTime":"%s"}],\
    "nodeInfo":{"kernelVersion":"6.1.0-42-amd64","osImage":"Debian GNU/Linux 12 (bookworm)",\
    "containerRuntimeVersion":"containerd://1.7.24","kubeletVersion":"v1.31.4"}}}\
    """
        .formatted(name, uid(), at, name, 'a' + random.nextInt(3), random.nextInt(250), at);
  }

  String nodeLease(String node, String uid, Instant at) {
    return """
    {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"%s",\
    "namespace":"kube-node-lease","uid":"%s","creationTimestamp":"2026-03-02T08:00:00Z",\
    "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"%s","uid":"%s"}],\
    "managedFields":[{"manager":"kubelet","operation":"Update","time":"%s"}]},\
    "spec":{"holderIdentity":"%s","leaseDurationSeconds":40,"renewTime":"%s.%06dZ"}}\
    """
        .formatted(node, uid, node, uid, at, node, seconds(at), random.nextInt(1_000_000));
  }

  String pod(Pod pod, String phase, Instant at) {
    return """
    {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s","namespace":"%s","uid":"%s",\
    "creationTimestamp":"%s","labels":{"app":"%s","tier":"backend",\
    "pod-template-hash":"7d4b9c6f58"},\
    "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9090"}},\
    "spec":{"containers":[\
    {"name":"%s","image":"registry.example.com/shop/%s:2.14.%d","ports":[{"containerPort":8080,\
    "protocol":"TCP"}],"env":[{"name":"SHOP_REGION","value":"eu-west-1"},{"name":"LOG_LEVEL",\
    "value":"info"}],"resources":{"limits":{"cpu":"500m","memory":"512Mi"},\
    "requests":{"cpu":"100m",\
    "memory":"256Mi"}},"livenessProbe":{"httpGet":{"path":"/healthz","port":8080},\
    "periodSeconds":10}}],\
    "nodeName":"%s","restartPolicy":"Always","serviceAccountName":"%s"},"status":{"phase":"%s",\
    "podIP":"10.42.%d.%d","hostIP":"10.20.1.%d","startTime":"%s","qosClass":"Burstable"}}\
    """
        .formatted(
            pod.name,
            pod.namespace,
            pod.uid,
            at,
            pod.app,
            pod.app,
            pod.app,
            random.nextInt(40),
            pod.node,
            pod.app,
            phase,
            random.nextInt(250),
            random.nextInt(250),
            random.nextInt(250),
            at);
  }

  String event(Pod pod, Instant at) {
    var reason = REASONS[random.nextInt(REASONS.length)];
    return """
    {"kind":"Event","apiVersion":"v1","metadata":{"name":"%s.%s","namespace":"%s","uid":"%s",\
    "creationTimestamp":"%s"},"involvedObject":{"kind":"Pod","namespace":"%s","name":"%s",\
    "uid":"%s",\
    "apiVersion":"v1","resourceVersion":"%d","fieldPath":"spec.containers{%s}"},"reason":"%s",\
    "message":"%s: container %s in pod %s on node %s","source":{"component":"kubelet","host":"%s"},\
    "firstTimestamp":"%s","lastTimestamp":"%s","count":%d,"type":"Normal","eventTime":null,\
    "reportingComponent":"kubelet","reportingInstance":"%s"}\
    """
        .formatted(
            pod.name,
            hex(16),
            pod.namespace,
            uid(),
            at,
            pod.namespace,
            pod.name,
            pod.uid,
            random.nextInt(1_000_000),
            pod.app,
            reason,
            reason,
            pod.app,
            pod.name,
            pod.node,
            pod.node,
            at,
            at,
            1 + random.nextInt(9),
            pod.node);
  }

  /** About 800 kB, of which a new version changes a few bytes. */
  String dashboards(int edition) {
    var panels =
        IntStream.range(0, DASHBOARD_PANELS)
            .mapToObj(i -> panel(i, i % 97 == edition % 97 ? edition : 0))
            .collect(Collectors.joining(",\\n"));
    return """
    {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"grafana-dashboards",\
    "namespace":"monitoring","annotations":{"argocd.argoproj.io/sync-wave":"%d"}},\
    "data":{"shop.json":{"title":"Shop","refresh":"30s","panels":[%s]}}}\
    """
        .formatted(edition, panels);
  }

  String secret(String name, String namespace) {
    return """
    {"kind":"Secret","apiVersion":"v1","metadata":{"name":"%s","namespace":"%s","uid":"%s",\
    "creationTimestamp":"2026-03-02T08:00:00Z"},"data":{"username":"c2hvcA==",\
    "password":"bm90LWEtcmVhbC1zZWNyZXQ="},"type":"Opaque"}\
    """
        .formatted(name, namespace, uid());
  }

  String service(String name, String namespace) {
    return """
    {"kind":"Service","apiVersion":"v1","metadata":{"name":"%s","namespace":"%s","uid":"%s"},\
    "spec":{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080}],"selector":\
    {"app":"%s"},"clusterIP":"10.43.%d.%d","type":"ClusterIP"}}\
    """
        .formatted(name, namespace, uid(), name, random.nextInt(250), random.nextInt(250));
  }

  /** A new pod of an app, with a name and uid that no other has. */
  Pod newPod(String namespace, String app, String node) {
    return new Pod(namespace, app, app + "-7d4b9c6f58-" + hex(5), uid(), node);
  }

  String uid() {
    return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12);
  }

  String hex(int digits) {
    return "%016x".formatted(random.nextLong()).substring(16 - digits);
  }

  /** What the texts about one pod have in common. */
  record Pod(String namespace, String app, String name, String uid, String node) {
    String key() {
      return "/registry/pods/" + namespace + "/" + name;
    }
  }

  private static String panel(int id, int edition) {
    return """
    {"id":%d,"type":"timeseries","title":"Requests per second, shard %d","datasource":"prometheus",\
    "gridPos":{"h":8,"w":12,"x":%d,"y":%d},"targets":[{"expr":"sum(rate(http_requests_total\
    {job=\\"shop\\",shard=\\"%d\\"}[5m])) by (code)","legendFormat":"{{code}}",\
    "refId":"A"},{"expr":\
    "histogram_quantile(0.99, sum(rate(http_request_duration_seconds_bucket{job=\\"shop\\",\
    shard=\\"%d\\"}[5m])) by (le))","legendFormat":"p99","refId":"B"}],"fieldConfig":{"defaults":\
    {"unit":"reqps","thresholds":{"mode":"absolute","steps":[{"color":"green","value":null},\
    {"color":"red","value":%d}]}}}}\
    """
        .formatted(id, id, id % 2 * 12, id / 2 * 8, id, id, 80 + edition);
  }

  private static String seconds(Instant at) {
    var text = at.toString();
    return text.substring(0, text.length() - 1);
  }
}
