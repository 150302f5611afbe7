using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Tables;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>One served version of a CustomResourceDefinition, made from it at run time.</summary>
internal sealed class CustomKind : Kind
{
    private static readonly string[] VerbOrder =
        ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    private readonly Lazy<ICustomSchema> schema;
    private readonly Lazy<ICustomSchema> storageSchema;
    private readonly CustomColumns columns;
    private readonly CustomScale? scale;
    private readonly IReadOnlyDictionary<string, JsonPath> selectable;

    public CustomKind(CustomVersion version, IObjectConverter? converter)
    {
        var names = version.Names;
        Definition = version;
        Converter = converter;
        schema = version.Schema;
        storageSchema = version.StorageSchema;
        Resource = new ResourceInfo
        {
            Group = version.Group,
            Version = version.Name,
            Kind = ObjectFields.Text(names, "kind"),
            Plural = ObjectFields.Text(names, "plural"),
            Singular = ObjectFields.Text(names, "singular"),
            ListKind = ObjectFields.Text(names, "listKind"),
            ShortNames = [.. ObjectFields.Texts(names, "shortNames")],
            Categories = [.. ObjectFields.Texts(names, "categories")],
            Namespaced = version.Namespaced,
            Verbs = VerbOrder,
        };
        StorageKey = Resource.Qualified;
        StorageApiVersion = $"{version.Group}/{version.StorageVersion}";
        columns = new CustomColumns(version.Spec);
        scale = CustomScale.From(version.Spec);
        selectable = Selectable(version.Spec);
        SelectableFields = [.. selectable.Keys];
        Subresources = version.Spec["subresources"] is JsonObject subs
            ? [.. Offered(subs)]
            : [];
    }

    /// <summary>What the CRD says about this version.</summary>
    public CustomVersion Definition { get; }

    public override ResourceInfo Resource { get; }

    public override string StorageKey { get; }

    public override string StorageApiVersion { get; }

    public override IObjectConverter? Converter { get; }

    public override IReadOnlyList<Subresource> Subresources { get; }

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override bool HasOwnFieldLabels => true;

    public override IReadOnlyList<string> SelectableFields { get; }

    public override IReadOnlyList<Column> Columns => columns.Columns;

    public override string? Deprecation => Definition.Deprecation;

    public override string? CreateRefusal => Definition.Terminating
        ? "create not allowed while custom resource definition is terminating"
        : null;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => columns.Cells(obj, now);

    public override string SelectField(JsonObject obj, string field) =>
        selectable.TryGetValue(field, out var path) && path.Find(obj) is [JsonValue value, ..]
            ? JsonPath.Print(value)
            : "";

    /// <summary>Everything counts but metadata, and status where it is a subresource.</summary>
    public override bool RaisesGeneration(JsonObject obj, JsonObject old)
    {
        return !Same(obj, old) || !Same(old, obj);

        bool Same(JsonObject a, JsonObject b) => a.All(p =>
            p.Key is "metadata" or "apiVersion" or "kind" || (p.Key == "status" && HasStatus) ||
            (b.TryGetPropertyValue(p.Key, out var other) && JsonNode.DeepEquals(p.Value, other)));
    }

    public override void DropNulls(JsonObject obj) => schema.Value.DropNulls(obj);

    public override void Default(JsonObject obj) => schema.Value.Default(obj);

    public override void Prune(JsonObject obj, List<string>? unknown) => schema.Value.Prune(obj, unknown);

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        if (HasStatus)
        {
            // What storage gives back is decoded with its defaults, those of status included.
            obj.Remove("status");
            Default(obj);
        }
    }

    /// <summary>Only status passes, labels and finalizers included in what does not.</summary>
    public override void PrepareForStatusUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        ObjectFields.KeepAllBut(obj, old, "status", "metadata");
        var sent = ObjectFields.Ensure(obj, "metadata");
        var kept = (old["metadata"]?.DeepClone() as JsonObject) ?? [];
        foreach (var field in (string[])["resourceVersion", "managedFields"])
        {
            if (sent[field] is { } value)
            {
                kept[field] = value.DeepClone();
            }
            else
            {
                kept.Remove(field);
            }
        }

        obj["metadata"] = kept;
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        Check(obj, null, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        // Validate has already run without the old object; the schema decides again, tolerating what did not change.
        errors.RemoveAll(e => !e.Field.StartsWith("metadata", StringComparison.Ordinal));
        Check(obj, old, errors);
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => Check(obj, old, errors, onlyStatus: true);

    // Conversion "None" rewrites apiVersion and drops what the other version does not know.
    public override JsonObject ToStorage(JsonObject obj)
    {
        base.ToStorage(obj);
        storageSchema.Value.Prune(obj, null);
        return obj;
    }

    public override JsonObject FromStorage(JsonObject obj)
    {
        base.FromStorage(obj);
        schema.Value.Prune(obj, null);
        return obj;
    }

    public override JsonObject? GetScale(JsonObject obj) => scale?.Get(obj);

    public override string? ScaleProblem(JsonObject obj) => scale?.Problem(obj);

    public override void SetScale(JsonObject obj, JsonObject wanted) => scale?.Set(obj, wanted);

    public override IEnumerable<string> Warnings(JsonObject obj, JsonObject? old) =>
        schema.Value.Warnings(obj).Concat(PlainFinalizers(obj, old));

    private static IEnumerable<Subresource> Offered(JsonObject subs)
    {
        if (subs.ContainsKey("status"))
        {
            yield return Subresource.Status;
        }

        if (subs["scale"] is not null)
        {
            yield return Subresource.Scale;
        }
    }

    private static SortedDictionary<string, JsonPath> Selectable(JsonObject version)
    {
        var found = new SortedDictionary<string, JsonPath>(StringComparer.Ordinal);
        foreach (var (_, field) in ObjectFields.Items(version, "selectableFields"))
        {
            var path = ObjectFields.Text(field, "jsonPath");
            if (JsonPath.TryParse(path, out var parsed))
            {
                found[path.TrimStart('.')] = parsed;
            }
        }

        return found;
    }

    private void Check(JsonObject obj, JsonObject? old, List<FieldError> errors, bool onlyStatus = false)
    {
        var asked = new SchemaQuestion(onlyStatus, errors.Exists(StructuralSchema.IsBlocking));
        var kind = ObjectFields.Text(obj, "kind");
        if (kind != Resource.Kind)
        {
            errors.Add(FieldError.Invalid("kind", kind, $"must be {Resource.Kind}"));
        }

        errors.AddRange(schema.Value.Validate(obj, old, asked));
        errors.AddRange(scale?.Check(obj, onlyStatus) ?? []);
    }

    /// <summary>Finalizers that were added and could be anybody's.</summary>
    private static IEnumerable<string> PlainFinalizers(JsonObject obj, JsonObject? old) =>
        ObjectFields.Texts(obj["metadata"] as JsonObject ?? [], "finalizers")
            .Except(ObjectFields.Texts(old?["metadata"] as JsonObject ?? [], "finalizers"))
            .Where(f => !f.Contains('/', StringComparison.Ordinal) && f is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            .Order(StringComparer.Ordinal)
            .Select(f => $"metadata.finalizers: {FieldError.Quote(f)}: prefer a domain-qualified finalizer name "
                + "to avoid accidental conflicts with other finalizer writers");
}
