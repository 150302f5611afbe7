namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PodKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Pod",
        Plural = "pods",
        Singular = "pod",
        ListKind = "PodList",
        ShortNames = ["po"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Pod";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("attach", "create", "get") { Kind = "PodAttachOptions" },
        new("binding", "create") { Kind = "Binding" },
        new("ephemeralcontainers", "get", "patch", "update"),
        new("eviction", "create") { Group = "policy", Version = "v1", Kind = "Eviction" },
        new("exec", "create", "get") { Kind = "PodExecOptions" },
        new("log", "get"),
        new("portforward", "create", "get") { Kind = "PodPortForwardOptions" },
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "PodProxyOptions" },
        new("resize", "get", "patch", "update"),
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override bool DeleteReturnsObject => true;
}
