using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CustomResourceDefinitionKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apiextensions.k8s.io",
        Version = "v1",
        Kind = "CustomResourceDefinition",
        Plural = "customresourcedefinitions",
        Singular = "customresourcedefinition",
        ListKind = "CustomResourceDefinitionList",
        ShortNames = ["crd", "crds"],
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName =>
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns => StandardColumns.NameAndCreatedAt;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => StandardColumns.NameAndCreatedAtCells(obj);

    public override void Default(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        var names = Ensure(spec, "names");
        var kind = Text(names, "kind");
        if (Text(names, "singular").Length == 0)
        {
            names["singular"] = kind.ToLowerInvariant();
        }

        if (Text(names, "listKind").Length == 0 && kind.Length > 0)
        {
            names["listKind"] = kind + "List";
        }

        ObjectFields.Default(spec, "conversion", new JsonObject { ["strategy"] = "None" });
        if (Child(Child(Child(spec, "conversion"), "webhook"), "clientConfig") is { } client &&
            Child(client, "service") is { } service)
        {
            ObjectFields.Default(service, "port", 443);
        }

        var status = Ensure(obj, "status");
        if (!status.ContainsKey("conditions"))
        {
            status["conditions"] = null;
        }

        var accepted = Ensure(status, "acceptedNames");
        ObjectFields.Default(accepted, "plural", "");
        ObjectFields.Default(accepted, "kind", "");
        status.TryAdd("storedVersions", null);
        var storage = Items(Child(obj, "spec"), "versions").Select(v => v.Item).FirstOrDefault(v => Flag(v, "storage"));
        if (storage is not null && !Texts(status, "storedVersions").Any())
        {
            status["storedVersions"] = new JsonArray(Text(storage, "name"));
        }
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        obj.Remove("status");
        Default(obj);
        RememberStorage(obj);
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "status");
        RememberStorage(obj);
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        CrdRules.Validate(obj, errors);

    public override void ValidateNew(JsonObject obj, KindContext context, List<FieldError> errors) =>
        CrdRules.ValidateNew(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => CrdRules.ValidateUpdate(obj, old, errors);

    public override IEnumerable<string> Warnings(JsonObject obj, JsonObject? old)
    {
        var before = old is null ? [] : Formats(old).ToHashSet(StringComparer.Ordinal);
        return Formats(obj).Where(f => !before.Contains(f)).Select(f => $"unrecognized format \"{f}\"");
    }

    /// <summary>The finalizer controller takes instances away first; see <see cref="CrdStatus"/>.</summary>
    public override bool MarkDeleted(JsonObject obj, KindContext context)
    {
        var metadata = Ensure(obj, "metadata");
        metadata["deletionTimestamp"] = StandardColumns.Timestamp(context.Now);
        if (!Texts(metadata, "finalizers").Contains(CrdStatus.CleanupFinalizer))
        {
            if (metadata["finalizers"] is not JsonArray finalizers)
            {
                metadata["finalizers"] = finalizers = [];
            }

            finalizers.Add(CrdStatus.CleanupFinalizer);
        }

        CrdStatus.SetCondition(
            Ensure(obj, "status"),
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
            context.Now);
        return true;
    }

    private static IEnumerable<string> Formats(JsonObject crd)
    {
        var spec = Child(crd, "spec") ?? [];
        var versions = CrdRules.IsLifted(spec, "schema")
            ? Items(spec, "versions").Take(1)
            : Items(spec, "versions");
        return versions.Select(v => Child(Child(v.Item, "schema"), "openAPIV3Schema")).OfType<JsonObject>()
            .SelectMany(s => SchemaFormats.Unrecognized(SchemaNode.Read(s)));
    }

    private static void RememberStorage(JsonObject crd)
    {
        var storage = Items(Child(crd, "spec"), "versions").Select(v => v.Item).FirstOrDefault(v => Flag(v, "storage"));
        var status = Ensure(crd, "status");
        if (storage is null || Texts(status, "storedVersions").Contains(Text(storage, "name")))
        {
            return;
        }

        if (status["storedVersions"] is not JsonArray stored)
        {
            status["storedVersions"] = stored = [];
        }

        stored.Add(Text(storage, "name"));
    }
}
