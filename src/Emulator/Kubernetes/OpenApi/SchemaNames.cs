using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Names of definitions: Go packages for built-in types, the reversed group for custom ones.</summary>
internal static class SchemaNames
{
    public static string Of(Kind kind) => kind.TypeName ?? Custom(kind.Resource);

    /// <summary><c>com.example.stable.v1.CronTab</c>.</summary>
    public static string Custom(ResourceInfo r) =>
        string.Join('.', r.Group.Split('.').Reverse()) + $".{r.Version}.{r.Kind}";

    /// <summary>The definition a subresource carries when it is another kind's; null for the object's own.</summary>
    public static string? Of(Subresource sub) => sub.Kind is null
        ? null
        : TypeTable.Shared.FindKind(sub.Group ?? "", sub.Version ?? "v1", sub.Kind)?.Name;
}
