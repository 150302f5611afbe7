using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EndpointsKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Endpoints",
        Plural = "endpoints",
        Singular = "endpoints",
        ListKind = "EndpointsList",
        ShortNames = ["ep"],
    };

    public override string? Deprecation => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

    public override string TypeName => "io.k8s.api.core.v1.Endpoints";

    public override bool AllowCreateOnUpdate => true;

    public override bool ChecksMetadataAgain => true;

    public override void Default(JsonObject obj) => EndpointRules.DefaultEndpoints(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        EndpointRules.Endpoints(obj, errors);

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Endpoints", "string", "", "Addresses and ports"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), EndpointTables.Endpoints(obj), StandardColumns.AgeOf(obj, now)];
}
