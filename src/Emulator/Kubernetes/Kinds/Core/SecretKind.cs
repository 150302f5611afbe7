using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class SecretKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Secret",
        Plural = "secrets",
        Singular = "secret",
        ListKind = "SecretList",
    };

    public override string TypeName => "io.k8s.api.core.v1.Secret";

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Type", "string", "", "Used to facilitate programmatic handling of secret data."),
        new("Data", "string", "", "Data contains the secret data."),
        StandardColumns.Age,
    ];

    public override IReadOnlyList<string> SelectableFields => ["type"];

    public override string SelectField(JsonObject obj, string field) => Text(obj, "type");

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(obj, "type"), Child(obj, "data")?.Count ?? 0, StandardColumns.AgeOf(obj, now)];

    public override void Default(JsonObject obj)
    {
        if (Text(obj, "type").Length == 0)
        {
            obj["type"] = "Opaque";
        }

        SecretRules.FoldStringData(obj);
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        SecretRules.Validate(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        if (Text(obj, "type") != Text(old, "type"))
        {
            errors.Add(FieldError.Invalid("type", Text(obj, "type"), "field is immutable"));
        }

        ImmutableData.Check(obj, old, errors, "data");
    }

    public override IEnumerable<string> Warnings(JsonObject obj, JsonObject? old) => SecretRules.Warnings(obj);

    public override bool ChecksMetadataAgain => true;
}
