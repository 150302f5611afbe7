using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
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
        // Who asks is what the signer goes by: nobody may say it for himself, and nobody may approve himself.
        obj["status"] = new JsonObject();
        var spec = Ensure(obj, "spec");
        spec["username"] = context.User.Name;
        Set(spec, "uid", context.User.Uid.Length > 0 ? context.User.Uid : null);
        Set(spec, "groups", Texts(context.User.Groups));
        Set(spec, "extra", context.User.Extra.Count == 0 ? null : new JsonObject(context.User.Extra
            .OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Texts(e.Value)))));
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var spec = Child(obj, "spec");
        var request = Text(spec, "request");
        if (!IsRequest(request))
        {
            errors.Add(FieldError.Invalid("spec.request", request, "PEM block type must be CERTIFICATE REQUEST"));
        }

        if (spec?["usages"] is not JsonArray { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.usages"));
        }

        var signer = Text(spec, "signerName");
        if (signer.Length == 0)
        {
            errors.Add(FieldError.Required("spec.signerName"));
        }
        else if (signer.Split('/').Length != 2)
        {
            errors.Add(FieldError.Invalid(
                "spec.signerName", signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
        }

        if (spec?["expirationSeconds"] is not null && Number(spec, "expirationSeconds") < 600)
        {
            errors.Add(FieldError.Invalid(
                "spec.expirationSeconds", Number(spec, "expirationSeconds"), "may not specify a duration less than 600 seconds (10 minutes)"));
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);

    private static void Set(JsonObject owner, string name, JsonNode? value)
    {
        owner.Remove(name);
        if (value is not null)
        {
            owner[name] = value;
        }
    }

    private static bool IsRequest(string base64)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(base64)).Contains("-----BEGIN CERTIFICATE REQUEST-----", StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "status");
        Keep(obj, old, "spec");
    }
}
