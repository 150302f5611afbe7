using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EndpointSliceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "discovery.k8s.io",
        Version = "v1",
        Kind = "EndpointSlice",
        Plural = "endpointslices",
        Singular = "endpointslice",
        ListKind = "EndpointSliceList",
    };

    public override string TypeName => "io.k8s.api.discovery.v1.EndpointSlice";

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("AddressType", "string", "", "Kind of the addresses"),
        new("Ports", "string", "", "Ports of all endpoints"),
        new("Endpoints", "string", "", "Addresses"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj), Text(obj, "addressType"), EndpointTables.SlicePorts(obj), EndpointTables.SliceAddresses(obj),
        StandardColumns.AgeOf(obj, now),
    ];

    public override bool RaisesGeneration(JsonObject obj, JsonObject old) =>
        !JsonNode.DeepEquals(obj["endpoints"], old["endpoints"]) || !JsonNode.DeepEquals(obj["ports"], old["ports"]);
}
