using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Networking;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class IngressKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "Ingress",
        Plural = "ingresses",
        Singular = "ingress",
        ListKind = "IngressList",
        ShortNames = ["ing"],
    };

    public override string TypeName => "io.k8s.api.networking.v1.Ingress";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Class", "string", "", "Its ingress class"),
        new("Hosts", "string", "", "Hosts of its rules"),
        new("Address", "string", "", "Where it is reached"),
        new("Ports", "string", "", "Ports"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var hosts = Items(spec, "rules").Select(r => Text(r.Item, "host")).Where(h => h.Length > 0).ToList();
        var shown = hosts.Count == 0 ? "*" : string.Join(",", hosts.Take(3));
        var addresses = Items(Child(Child(obj, "status"), "loadBalancer"), "ingress")
            .Select(i => Text(i.Item, "ip") is { Length: > 0 } ip ? ip : Text(i.Item, "hostname"));
        return
        [
            Name(obj), ShownText.OrNone(Text(spec, "ingressClassName")),
            hosts.Count > 3 ? $"{shown} + {hosts.Count - 3} more..." : shown, string.Join(",", addresses),
            Items(spec, "tls").Any() ? "80, 443" : "80", StandardColumns.AgeOf(obj, now),
        ];
    }

    public override void Default(JsonObject obj)
    {
        Ensure(obj, "spec");
        ObjectFields.Default(Ensure(obj, "status"), "loadBalancer", new JsonObject());
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context) =>
        obj["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        IngressRules.Validate(obj, errors);

    public override void ValidateNew(JsonObject obj, KindContext context, List<FieldError> errors) =>
        IngressRules.ValidateNew(obj, errors);

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => IngressRules.Status(obj, errors);
}
