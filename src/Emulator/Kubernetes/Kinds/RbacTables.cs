using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The table of role bindings.</summary>
internal static class RbacTables
{
    public static readonly IReadOnlyList<Column> BindingColumns =
    [
        StandardColumns.Name,
        new("Role", "string", "", "The role the subjects are bound to"),
        StandardColumns.Age,
        new("Users", "string", "", "Users in the binding", 1),
        new("Groups", "string", "", "Groups in the binding", 1),
        new("ServiceAccounts", "string", "", "ServiceAccounts in the binding", 1),
    ];

    public static JsonArray BindingCells(JsonObject obj, DateTimeOffset now)
    {
        var role = Child(obj, "roleRef");
        var subjects = Items(obj, "subjects").Select(s => s.Item).ToList();
        string Of(string kind) => string.Join(
            ", ",
            subjects.Where(s => Text(s, "kind") == kind)
                .Select(s => kind == "ServiceAccount" ? $"{Text(s, "namespace")}/{Text(s, "name")}" : Text(s, "name")));
        return
        [
            Name(obj), $"{Text(role, "kind")}/{Text(role, "name")}", StandardColumns.AgeOf(obj, now),
            Of("User"), Of("Group"), Of("ServiceAccount"),
        ];
    }
}
