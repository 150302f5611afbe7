using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class DaemonSetKind : Kind
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "DaemonSet",
        Plural = "daemonsets",
        Singular = "daemonset",
        ListKind = "DaemonSetList",
        ShortNames = ["ds"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.apps.v1.DaemonSet";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.DaemonSet;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.DaemonSetCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.DaemonSet(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        ControllerRules.DaemonSet(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => WorkloadRules.SelectorUnchanged(obj, old, errors);

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        base.PrepareForCreate(obj, context);
        SetTemplateGeneration(obj, 1);
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        base.PrepareForUpdate(obj, old, context);
        var before = ObjectFields.Text(
            ObjectFields.Child(ObjectFields.Child(old, "metadata"), "annotations"), TemplateGeneration);
        var generation = long.TryParse(before, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var changed = !SameJson.Equal(obj["spec"]?["template"], old["spec"]?["template"]);
        SetTemplateGeneration(obj, changed ? generation + 1 : generation);
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ControllerRules.DaemonSetStatus(obj, errors);

    // The internal type's field of the v1beta1 API, which v1 shows as an annotation.
    private static void SetTemplateGeneration(JsonObject obj, long generation)
    {
        var annotations = ObjectFields.Ensure(ObjectFields.Ensure(obj, "metadata"), "annotations");
        annotations[TemplateGeneration] = generation.ToString(CultureInfo.InvariantCulture);
    }
}
