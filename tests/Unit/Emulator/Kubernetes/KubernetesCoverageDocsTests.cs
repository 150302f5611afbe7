using System.Text;
using Eso.Emulator.Kubernetes.Kinds;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes;

/// <summary>
/// docs/kubernetes-coverage.md is made of the kinds themselves: what discovery says of each, and which hooks it fills.
/// </summary>
public sealed class KubernetesCoverageDocsTests
{
    [Fact]
    public void The_document_says_what_the_kinds_do()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "eso.sln")))
        {
            root = root.Parent;
        }

        var file = Path.Combine(root!.FullName, "docs", "kubernetes-coverage.md");
        var wanted = Render();
        if (Environment.GetEnvironmentVariable("ESO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, wanted);
        }

        Assert.True(
            File.Exists(file) && File.ReadAllText(file) == wanted,
            "docs/kubernetes-coverage.md is out of date: run ESO_UPDATE_DOCS=1 dotnet test tests/Unit --filter " +
            "KubernetesCoverage");
    }

    private static string Render()
    {
        var text = new StringBuilder()
            .Append("# What the embedded Kubernetes serves\n\n")
            .Append("Generated from the kinds (`tests/Unit/Emulator/Kubernetes/KubernetesCoverageDocsTests.cs`); ")
            .Append("do not edit.\n\n")
            .Append("Every kind below, and every kind of a CustomResourceDefinition, has the whole of the API's ")
            .Append("machinery: create, get, list, watch, update, JSON, merge, strategic and apply patches with ")
            .Append("managedFields, dry run, field validation, selectors, tables, partial metadata, protobuf, ")
            .Append("finalizers, owner references, OpenAPI and discovery. The columns say what a kind adds: ")
            .Append("defaults, checks of values beyond their types, a table of its own, field selectors.\n\n");
        foreach (var group in KindRegistry.BuiltIns.GroupBy(k => k.Resource.ApiVersion))
        {
            text.Append($"## {group.Key}\n\n")
                .Append("| Kind | Verbs | Subresources | Defaults | Checks | Table | Field selectors |\n")
                .Append("| --- | --- | --- | --- | --- | --- | --- |\n");
            foreach (var kind in group)
            {
                var all = new ResourceInfo { Group = "", Version = "", Kind = "", Plural = "" }.Verbs;
                var verbs = kind.Resource.Verbs.SequenceEqual(all) ? "all" : string.Join(", ", kind.Resource.Verbs);
                var subresources = string.Join(", ", kind.Subresources.Select(s => s.Name));
                text.Append($"| {kind.Resource.Kind} | {verbs} | {Or(subresources)} | ")
                    .Append($"{Has(kind, nameof(Kind.Default))} | {Has(kind, nameof(Kind.Validate))} | ")
                    .Append(kind.Columns == StandardColumns.NameAndCreatedAt ? "plain" : "own")
                    .Append($" | {Or(string.Join(", ", kind.SelectableFields))} |\n");
            }

            text.Append('\n');
        }

        return text.Append(Rest).ToString();
    }

    private static string Or(string text) => text.Length == 0 ? "-" : text;

    private static string Has(Kind kind, string hook) =>
        kind.GetType().GetMethod(hook)!.DeclaringType == typeof(Kind) ? "-" : "yes";

    private const string Rest = """
        ## Pods

        Pods are put on the built-in node and run in a built-in shell; nothing is executed on the host and no image is
        pulled. Emulated: env, envFrom, valueFrom (Secret, ConfigMap, field, resource), `$(VAR)`, Secret, ConfigMap,
        projected and downwardAPI volumes that follow changes, emptyDir, init containers, restart policies and back-off,
        active deadlines, read-only roots, exec probes (others succeed); logs, exec, attach and port-forward over
        WebSockets and SPDY. A Pod made by hand whose programs are all its images' own stays unscheduled for four seconds
        under `eso kube`, as where images are pulled.

        With `--pods docker` a Docker engine (DOCKER_HOST, a Unix socket or plain TCP on this machine) runs the
        containers: images are pulled with the Pod's pull secrets, volumes are folders written as the kubelet's atomic
        writer does, probes knock, a Pod's containers share the first one's network. What a killed process left behind
        goes when the next one starts.

        Commands: env, printenv, cat, echo, printf, sleep, true, false, ls, sh -c (lists, pipes, redirections, while,
        until, for, if, substitution), test, grep, sort, head, tail, wc, base64, md5sum, sha256sum, date, hostname, tee,
        touch, httpd, nc -l, tar (texts only, for `kubectl cp`). Images of a shell alone (busybox, alpine, ubuntu, debian…) know no other program; any other image's
        program is taken to run quietly.

        ## Controllers

        Each is one file on the store's watch and can be switched off by its name.

        | Name | What it does |
        | --- | --- |
        | serviceaccount, serviceaccount-token | the default account and root CA of each namespace; token Secrets |
        | namespace | empties and finishes namespaces, with the five conditions |
        | garbagecollector | background, foreground and orphan deletion by owner references |
        | resourcequota | status of ResourceQuotas: counts, compute, storage, scopes |
        | clusterrole-aggregation | aggregated ClusterRoles |
        | event-expiry | Events after an hour |
        | pvc-protection | claims that scheduled Pods use, and bound volumes, are held back when they are deleted |
        | csrsigning | signs approved CertificateSigningRequests of the cluster's own signers |
        | deployment | rolling updates within maxSurge and maxUnavailable, Recreate, pause, proportional scaling, revisions, history limit, progress deadline |
        | replicaset, replicationcontroller | adoption and release, deletion order, minReadySeconds, ReplicaFailure |
        | statefulset | ordered and parallel, partitions, maxUnavailable, OnDelete, volume claims, ControllerRevisions |
        | daemonset | one Pod per fitting node, maxUnavailable, OnDelete, ControllerRevisions; not maxSurge |
        | job | parallel and indexed, back-off, limits per Job and index, failure policies, deadline, suspension, time to live, tracking finalizers; not successPolicy, managedBy |
        | cronjob | schedules and time zones on the world's clock, concurrency, missed times, histories |
        | disruption | status of PodDisruptionBudgets; evictions are refused with 429 by them |
        | endpoints | one Endpoints and one EndpointSlice per Service; not mirroring, not several slices |
        | pods | the scheduler and the node |

        The scheduler knows nodeSelector, required node affinity, taints, gates and cordons; it knows no resources, no
        spreading, no affinity between Pods and no preemption. HorizontalPodAutoscalers, Ingresses, NetworkPolicies and
        volumes are stored and served; nothing acts on them (claims stay Pending, Pods that mount them run).

        ## Admission

        NamespaceLifecycle, LimitRanger (containers, Pods, claims), ServiceAccount, DefaultTolerationSeconds, Priority,
        RuntimeClass, PodSecurity, MutatingAdmissionPolicy, mutating and validating webhooks, ValidatingAdmissionPolicy,
        ResourceQuota.

        ## Durability

        With a state directory every write is on disk before it is answered; certificates, signing keys and revisions go
        on after a restart. History does not: older versions are 410, as from a restarted API server. After a crash the
        revisions leave a gap, so that none is given out twice.

        ## Not emulated

        - Alpha and beta versions of built-in groups; aggregated API servers (APIService objects are stored only).
        - Proxying to what does not run on the built-in node; a kubelet's metrics and statistics.
        - A network between Pods; volumes other than those above; images; resource usage (`kubectl top`).
        - Type checking of policies (their status).
        - Flow control: FlowSchemas and priority levels are stored; requests are not queued by them.
        - The descriptions of most fields in OpenAPI (`kubectl explain` shows names and types of all).
        - Go's textual difference in the refusal of a Pod update; the names of the fields stand in its place.

        """;
}
