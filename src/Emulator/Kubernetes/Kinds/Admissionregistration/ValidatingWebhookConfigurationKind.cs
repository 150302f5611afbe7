using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ValidatingWebhookConfigurationKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "admissionregistration.k8s.io",
        Version = "v1",
        Kind = "ValidatingWebhookConfiguration",
        Plural = "validatingwebhookconfigurations",
        Singular = "validatingwebhookconfiguration",
        ListKind = "ValidatingWebhookConfigurationList",
        Categories = ["api-extensions"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration";

    public override bool AllowUnconditionalUpdate => false;

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Webhooks", "integer", "", "Webhooks indicates the number of webhooks registered in this configuration"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), (obj["webhooks"] as JsonArray)?.Count ?? 0, StandardColumns.AgeOf(obj, now)];

    public override bool RaisesGeneration(JsonObject obj, JsonObject old) =>
        !JsonNode.DeepEquals(obj["webhooks"], old["webhooks"]);

    public override void Default(JsonObject obj) => WebhookRules.Default(obj, mutating: false);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        WebhookRules.Validate(obj, errors);
}
