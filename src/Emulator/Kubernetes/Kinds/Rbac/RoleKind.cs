using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RoleKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "Role",
        Plural = "roles",
        Singular = "role",
        ListKind = "RoleList",
    };

    public override string TypeName => "io.k8s.api.rbac.v1.Role";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;

    public override IReadOnlyList<Column> Columns => StandardColumns.NameAndCreatedAt;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => StandardColumns.NameAndCreatedAtCells(obj);

    public override void Default(JsonObject obj) => RbacRules.DefaultRole(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        RbacRules.ValidateRole(obj, namespaced: true, errors);

    public override bool ChecksMetadataAgain => true;
}
