using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
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

    public override void Default(JsonObject obj) => EndpointRules.DefaultSlice(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        EndpointRules.Slice(obj, errors);

    public override void ValidateUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors)
    {
        if (Text(obj, "addressType") != Text(old, "addressType"))
        {
            errors.Add(FieldError.Invalid("addressType", Text(obj, "addressType"), "field is immutable"));
        }
    }

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
