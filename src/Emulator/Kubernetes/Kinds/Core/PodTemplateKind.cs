using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
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

    public override void Default(JsonObject obj) => PodDefaults.Template(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        PodRules.Template(obj["template"] as JsonObject, "template", errors);
}
