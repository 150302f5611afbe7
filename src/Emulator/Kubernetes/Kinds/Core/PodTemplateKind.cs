using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PodTemplateKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "PodTemplate",
        Plural = "podtemplates",
        Singular = "podtemplate",
        ListKind = "PodTemplateList",
    };

    public override string TypeName => "io.k8s.api.core.v1.PodTemplate";

    public override bool DeleteReturnsObject => true;

    public override IReadOnlyList<Column> Columns => WorkloadTables.PodTemplate;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.PodTemplateCells(obj);

    public override void Default(JsonObject obj) => PodDefaults.Template(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        PodRules.Template(obj["template"] as JsonObject, "template", errors);
}
