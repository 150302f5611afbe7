using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ConfigMapKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ConfigMap",
        Plural = "configmaps",
        Singular = "configmap",
        ListKind = "ConfigMapList",
        ShortNames = ["cm"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ConfigMap";

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Data", "string", "", "Data contains the configuration data."),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj),
        (Child(obj, "data")?.Count ?? 0) + (Child(obj, "binaryData")?.Count ?? 0),
        StandardColumns.AgeOf(obj, now),
    ];

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var total = 0L;
        var binary = Child(obj, "binaryData");
        foreach (var (key, _) in Child(obj, "data") ?? [])
        {
            ObjectMeta.AddAll(errors, $"data[{key}]", key, Names.ConfigKey(key));
            if (binary is not null && binary.ContainsKey(key))
            {
                errors.Add(FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
            }

            total += Encoding.UTF8.GetByteCount(Text(Child(obj, "data"), key));
        }

        foreach (var (key, _) in binary ?? [])
        {
            ObjectMeta.AddAll(errors, $"binaryData[{key}]", key, Names.ConfigKey(key));
            total += SecretRules.DecodedLength(Text(binary, key));
        }

        if (total > SecretRules.BytesMax)
        {
            // The real path is an empty name, which prints so.
            errors.Add(FieldError.TooLong("[]", SecretRules.BytesMax));
        }
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ImmutableData.Check(obj, old, errors, "data", "binaryData");

    public override bool ChecksMetadataAgain => true;
}
