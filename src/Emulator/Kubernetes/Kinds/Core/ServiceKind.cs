namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ServiceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Service",
        Plural = "services",
        Singular = "service",
        ListKind = "ServiceList",
        ShortNames = ["svc"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Service";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "ServiceProxyOptions" },
        Subresource.Status,
    ];

    public override bool AllowCreateOnUpdate => true;

    public override bool DeleteReturnsObject => true;

    public override NameRule NameRule => NameRule.Dns1035Label;
}
