using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NodeKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Node",
        Plural = "nodes",
        Singular = "node",
        ListKind = "NodeList",
        ShortNames = ["no"],
        Namespaced = false,
    };

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        NodeRules.Validate(obj, errors);

    public override void ValidateUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors) =>
        NodeRules.ValidateUpdate(obj, old, errors);

    public override string TypeName => "io.k8s.api.core.v1.Node";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("proxy", "create", "delete", "get", "patch", "update") { Kind = "NodeProxyOptions" },
        Subresource.Status,
    ];

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Status", "string", "", "Whether it is ready, and takes pods"),
        new("Roles", "string", "", "Its roles, from labels"),
        StandardColumns.Age,
        new("Version", "string", "", "Its kubelet"),
        new("Internal-IP", "string", "", "Address inside", 1),
        new("External-IP", "string", "", "Address outside", 1),
        new("OS-Image", "string", "", "Its system", 1),
        new("Kernel-Version", "string", "", "Its kernel", 1),
        new("Container-Runtime", "string", "", "What runs its containers", 1),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var info = Child(Child(obj, "status"), "nodeInfo");
        return
        [
            Name(obj), NodeTable.Status(obj), NodeTable.Roles(obj), StandardColumns.AgeOf(obj, now),
            Text(info, "kubeletVersion"), NodeTable.Address(obj, "InternalIP"), NodeTable.Address(obj, "ExternalIP"),
            ShownText.OrUnknown(Text(info, "osImage")), ShownText.OrUnknown(Text(info, "kernelVersion")),
            ShownText.OrUnknown(Text(info, "containerRuntimeVersion")),
        ];
    }

    public override IReadOnlyList<string> SelectableFields => ["spec.unschedulable"];

    public override string SelectField(JsonObject obj, string field) =>
        Flag(Child(obj, "spec"), "unschedulable") ? "true" : "false";

    /// <summary>podCIDR and podCIDRs say the same; the old field is filled from or into the list, as conversion does.</summary>
    public override void Default(JsonObject obj)
    {
        var spec = Child(obj, "spec");
        if (Text(spec, "podCIDR") is { Length: > 0 } one && Texts(spec, "podCIDRs").FirstOrDefault() != one)
        {
            spec!["podCIDRs"] = new JsonArray(one);
        }
    }

    // Nodes report themselves: a create may carry their status.
    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
    }
}
