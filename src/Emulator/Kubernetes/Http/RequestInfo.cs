namespace Eso.Emulator.Kubernetes.Http;

/// <summary>
/// What a method and path ask for, as apiserver's RequestInfoFactory reads them: authorization looks at this, before
/// anybody knows whether the resource exists.
/// </summary>
internal sealed record RequestInfo
{
    public required string Path { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; for other paths the method.</summary>
    public required string Verb { get; init; }

    public bool IsResource { get; init; }

    /// <summary>api or apis.</summary>
    public string Prefix { get; init; } = "";

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Segments after the resource's name: more than one means there is no such resource.</summary>
    public IReadOnlyList<string> Rest { get; init; } = [];

    /// <summary>The old <c>/watch/</c> prefix, which watches whatever the query says.</summary>
    public bool LegacyWatch { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads a decoded path. <paramref name="watching"/>: the query asks for a watch.</summary>
    public static RequestInfo Parse(string method, string path, bool watching)
    {
        var plain = new RequestInfo { Path = path, Verb = method.ToLowerInvariant() };
        var parts = path.Trim('/').Split('/');
        if (parts.Length < 3 || parts[0] is not ("api" or "apis"))
        {
            return plain;
        }

        var prefix = parts[0];
        var rest = parts.AsSpan(1);
        var group = "";
        if (prefix == "apis")
        {
            if (rest.Length < 3)
            {
                return plain;
            }

            group = rest[0];
            rest = rest[1..];
        }

        var version = rest[0];
        rest = rest[1..];
        var legacy = false;
        var verb = method switch
        {
            "POST" => "create",
            "GET" or "HEAD" => "get",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => "",
        };
        if (rest[0] == "watch" && rest.Length >= 2)
        {
            legacy = true;
            verb = "watch";
            rest = rest[1..];
        }

        var ns = "";
        if (rest[0] == "namespaces" && rest.Length > 1)
        {
            ns = rest[1];
            if (rest.Length > 2 && rest[2] is not ("status" or "finalize"))
            {
                rest = rest[2..];
            }
        }

        var name = rest.Length > 1 ? rest[1] : "";
        if (name.Length == 0)
        {
            verb = verb switch
            {
                "get" => watching ? "watch" : "list",
                "delete" => "deletecollection",
                _ => verb,
            };
        }

        return new RequestInfo
        {
            Path = path,
            Verb = verb,
            IsResource = true,
            Prefix = prefix,
            Group = group,
            Version = version,
            Namespace = ns,
            Resource = rest[0],
            Name = name,
            Subresource = rest.Length > 2 ? rest[2] : "",
            Rest = rest.Length > 3 ? rest[3..].ToArray() : [],
            LegacyWatch = legacy,
        };
    }
}
