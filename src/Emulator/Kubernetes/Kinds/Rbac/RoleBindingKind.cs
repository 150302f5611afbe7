using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RoleBindingKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "rbac.authorization.k8s.io",
        Version = "v1",
        Kind = "RoleBinding",
        Plural = "rolebindings",
        Singular = "rolebinding",
        ListKind = "RoleBindingList",
    };

    public override string TypeName => "io.k8s.api.rbac.v1.RoleBinding";

    public override bool AllowCreateOnUpdate => true;

    public override NameRule NameRule => NameRule.PathSegment;

    public override IReadOnlyList<Column> Columns => RbacTables.BindingColumns;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => RbacTables.BindingCells(obj, now);

    public override void Default(JsonObject obj) => RbacRules.DefaultBinding(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        RbacRules.ValidateBinding(obj, namespaced: true, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => RbacRules.ValidateBindingUpdate(obj, old, errors);

    public override bool ChecksMetadataAgain => true;
}
