using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ServiceAccountKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ServiceAccount",
        Plural = "serviceaccounts",
        Singular = "serviceaccount",
        ListKind = "ServiceAccountList",
        ShortNames = ["sa"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ServiceAccount";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("token", "create") { Group = "authentication.k8s.io", Version = "v1", Kind = "TokenRequest" },
    ];

    public override bool DeleteReturnsObject => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => [Name(obj), StandardColumns.AgeOf(obj, now)];

    public override bool ChecksMetadataAgain => true;
}
