using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Networking;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NetworkPolicyKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "NetworkPolicy",
        Plural = "networkpolicies",
        Singular = "networkpolicy",
        ListKind = "NetworkPolicyList",
        ShortNames = ["netpol"],
    };

    public override string TypeName => "io.k8s.api.networking.v1.NetworkPolicy";

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Pod-Selector", "string", "", "The pods it is about"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj), ShownText.OrNone(ScaleView.SelectorText(Child(Child(obj, "spec"), "podSelector"))),
        StandardColumns.AgeOf(obj, now),
    ];

    public override void Default(JsonObject obj)
    {
        var spec = Ensure(obj, "spec");
        ObjectFields.Default(spec, "podSelector", new JsonObject());
        foreach (var direction in (string[])["ingress", "egress"])
        {
            foreach (var (_, port) in Items(spec, direction).SelectMany(r => Items(r.Item, "ports")))
            {
                ObjectFields.Default(port, "protocol", "TCP");
            }
        }

        if (spec["policyTypes"] is null)
        {
            spec["policyTypes"] = Items(spec, "egress").Any() ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        NetworkPolicyRules.Validate(obj, errors);
}
