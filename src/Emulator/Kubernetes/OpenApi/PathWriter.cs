using System.Text.Json;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>Writes the paths of a kind: its collection, its objects, their subresources, and the old watch paths.</summary>
internal sealed class PathWriter(Utf8JsonWriter json, TypeWriter types, Dialect dialect)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static readonly (string, string)[] WriteQuery =
        [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string")];

    private static readonly (string, string)[] PatchQuery = [.. WriteQuery, ("force", "boolean")];

    private static readonly (string, string)[] DeleteQuery =
    [
        ("dryRun", "string"), ("gracePeriodSeconds", "integer"),
        ("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"), ("orphanDependents", "boolean"),
        ("propagationPolicy", "string"),
    ];

    private static readonly (string, string)[] ListQuery =
    [
        ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"),
        ("labelSelector", "string"), ("limit", "integer"), ("resourceVersion", "string"),
        ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"), ("timeoutSeconds", "integer"),
        ("watch", "boolean"),
    ];

    private readonly OperationWriter operations = new(json, types, dialect);

    public void Write(Kind kind)
    {
        var r = kind.Resource;
        var type = SchemaNames.Of(kind);
        var gvk = (r.Group, r.Version, r.Kind);
        var root = r.Group.Length == 0 ? $"/api/{r.Version}" : $"/apis/{r.Group}/{r.Version}";
        var collection = r.Namespaced ? $"{root}/namespaces/{{namespace}}/{r.Plural}" : $"{root}/{r.Plural}";
        Path(kind, gvk, collection, r.Namespaced ? ["namespace"] : [], Collection(kind, type));
        if (kind.IsCreateOnly)
        {
            return;
        }

        string[] named = r.Namespaced ? ["name", "namespace"] : ["name"];
        Path(kind, gvk, collection + "/{name}", named, Item(kind, type));
        foreach (var sub in kind.Subresources)
        {
            var carried = (sub.Group ?? r.Group, sub.Version ?? r.Version, sub.Kind ?? r.Kind);
            Path(kind, carried, $"{collection}/{{name}}/{sub.Name}", named, Sub(kind, sub, type));
        }

        if (r.Namespaced)
        {
            Path(kind, gvk, $"{root}/{r.Plural}", [], All(r, type));
        }

        if (r.Verbs.Contains("watch"))
        {
            Watches(kind, gvk, root, named);
        }
    }

    private static IEnumerable<Operation> Collection(Kind kind, string type)
    {
        var r = kind.Resource;
        if (r.Verbs.Contains("list"))
        {
            yield return new("get", "list", OperationNames.Id(r, "list")) { Answer = type + "List", Query = ListQuery };
        }

        if (r.Verbs.Contains("create"))
        {
            yield return new("post", "post", OperationNames.Id(r, "create"))
            {
                Answer = type,
                Body = type,
                Created = true,
                Query = WriteQuery,
            };
        }

        if (r.Verbs.Contains("deletecollection"))
        {
            yield return new("delete", "deletecollection", OperationNames.DeleteCollection(r))
            {
                Answer = Meta + "Status",
                Body = Meta + "DeleteOptions",
                Query = [.. DeleteQuery, .. ListQuery],
            };
        }
    }

    private static IEnumerable<Operation> Item(Kind kind, string type)
    {
        var r = kind.Resource;
        if (r.Verbs.Contains("get"))
        {
            yield return new("get", "get", OperationNames.Id(r, "read")) { Answer = type };
        }

        if (r.Verbs.Contains("update"))
        {
            yield return new("put", "put", OperationNames.Id(r, "replace"))
            {
                Answer = type,
                Body = type,
                Created = true,
                Query = WriteQuery,
            };
            yield return new("patch", "patch", OperationNames.Id(r, "patch"))
            {
                Answer = type,
                Body = Meta + "Patch",
                Created = kind.TypeName is not null,
                Query = PatchQuery,
            };
        }

        if (r.Verbs.Contains("delete"))
        {
            yield return new("delete", "delete", OperationNames.Id(r, "delete"))
            {
                Answer = kind.DeleteReturnsObject ? type : Meta + "Status",
                Body = Meta + "DeleteOptions",
                Query = DeleteQuery,
            };
        }
    }

    private static IEnumerable<Operation> Sub(Kind kind, Subresource sub, string own)
    {
        var type = SchemaNames.Of(sub) ?? own;
        string? answer = sub.Name is "log" or "exec" or "attach" or "portforward" or "proxy" ? null : type;
        foreach (var verb in sub.Verbs)
        {
            var (method, action, word, body, query) = verb switch
            {
                "get" when answer is null && sub.Name != "log" => ("get", "connect", "connectGet", null, []),
                "get" => ("get", "get", "read", null, []),
                "create" when answer is null => ("post", "connect", "connectPost", null, []),
                "create" => ("post", "post", "create", type, WriteQuery),
                "update" when answer is null => ("put", "connect", "connectPut", null, []),
                "update" => ("put", "put", "replace", type, WriteQuery),
                "patch" when answer is null => ("patch", "connect", "connectPatch", null, []),
                "patch" => ("patch", "patch", "patch", Meta + "Patch", PatchQuery),
                _ => ("delete", "connect", "connectDelete", (string?)null, ((string, string)[])[]),
            };
            yield return new(method, action, OperationNames.Id(kind.Resource, word, sub.Name))
            {
                Answer = answer,
                Body = body,
                Created = body is not null && kind.TypeName is not null,
                Query = query,
            };
        }
    }

    private static IEnumerable<Operation> All(ResourceInfo r, string type) => r.Verbs.Contains("list")
        ? [
            new("get", "list", OperationNames.Id(r, "list", suffix: "ForAllNamespaces", all: true))
            {
                Answer = type + "List",
                Query = ListQuery,
            },
        ]
        : [];

    private void Watches(Kind kind, (string, string, string) gvk, string root, string[] named)
    {
        var r = kind.Resource;
        var collection = r.Namespaced
            ? $"{root}/watch/namespaces/{{namespace}}/{r.Plural}"
            : $"{root}/watch/{r.Plural}";
        Path(kind, gvk, collection, named[1..], [Watch("watchlist", OperationNames.Id(r, "watch", suffix: "List"))]);
        Path(kind, gvk, collection + "/{name}", named, [Watch("watch", OperationNames.Id(r, "watch"))]);
        if (r.Namespaced)
        {
            var id = OperationNames.Id(r, "watch", suffix: "ListForAllNamespaces", all: true);
            Path(kind, gvk, $"{root}/watch/{r.Plural}", [], [Watch("watchlist", id)]);
        }
    }

    private static Operation Watch(string action, string id) =>
        new("get", action, id) { Answer = Meta + "WatchEvent", Query = ListQuery };

    private void Path(
        Kind kind,
        (string, string, string) gvk,
        string path,
        string[] inPath,
        IEnumerable<Operation> found)
    {
        json.WriteStartObject(path);
        foreach (var operation in found)
        {
            operations.Write(kind, operation, gvk);
        }

        json.WriteStartArray("parameters");
        foreach (var name in inPath)
        {
            operations.Parameter(name, "string", "path");
        }

        operations.Parameter("pretty", "string", "query");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
