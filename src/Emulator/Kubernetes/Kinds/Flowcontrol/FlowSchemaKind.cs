namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class FlowSchemaKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "flowcontrol.apiserver.k8s.io",
        Version = "v1",
        Kind = "FlowSchema",
        Plural = "flowschemas",
        Singular = "flowschema",
        ListKind = "FlowSchemaList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.flowcontrol.v1.FlowSchema";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
