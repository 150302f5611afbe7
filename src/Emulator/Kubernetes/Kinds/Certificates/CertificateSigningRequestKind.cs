using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CertificateSigningRequestKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "certificates.k8s.io",
        Version = "v1",
        Kind = "CertificateSigningRequest",
        Plural = "certificatesigningrequests",
        Singular = "certificatesigningrequest",
        ListKind = "CertificateSigningRequestList",
        ShortNames = ["csr"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.certificates.v1.CertificateSigningRequest";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("approval", "get", "patch", "update"),
        Subresource.Status,
    ];

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        StandardColumns.Age,
        new("SignerName", "string", "", "Who is to sign"),
        new("Requestor", "string", "", "Who asked"),
        new("RequestedDuration", "string", "", "For how long"),
        new("Condition", "string", "", "What became of it"),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var types = Items(Child(obj, "status"), "conditions").Select(c => Text(c.Item, "type")).ToList();
        var condition = types.Count == 0 ? "Pending" : string.Join(",", types);
        if (Text(Child(obj, "status"), "certificate").Length > 0)
        {
            condition += ",Issued";
        }

        var seconds = Number(spec, "expirationSeconds");
        return
        [
            Name(obj), StandardColumns.AgeOf(obj, now), ShownText.OrNone(Text(spec, "signerName")),
            Text(spec, "username"),
            seconds == 0 ? "<none>" : StandardColumns.HumanDuration(TimeSpan.FromSeconds(seconds)), condition,
        ];
    }

    public override IReadOnlyList<string> SelectableFields => ["spec.signerName"];

    public override string SelectField(JsonObject obj, string field) => Text(Child(obj, "spec"), "signerName");

    public override void Default(JsonObject obj) => ObjectFields.Default(obj, "status", new JsonObject());

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        obj["status"] = new JsonObject();
        Ensure(obj, "spec")["username"] = context.UserName;
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "status");
        Keep(obj, old, "spec");
    }
}
