using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: URLs apart and together.</summary>
[TemplateFunctions]
internal static class UrlFunctions
{
    public static GoMap UrlParse(string text)
    {
        var url = ParseOr(text, "unable to parse url");
        return new GoMap(GoType.InterfaceMap, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["scheme"] = url.Scheme,
            ["host"] = url.Host,
            ["hostname"] = url.HostName(),
            ["path"] = url.Path,
            ["query"] = url.RawQuery,
            ["opaque"] = url.Opaque,
            ["fragment"] = url.Fragment,
            ["userinfo"] = url.UserInfo(),
        });
    }

    public static string UrlJoin(GoMap parts)
    {
        var url = new GoUrl
        {
            Scheme = Part(parts, "scheme"),
            Host = Part(parts, "host"),
            Path = Part(parts, "path"),
            RawQuery = Part(parts, "query"),
            Opaque = Part(parts, "opaque"),
            Fragment = Part(parts, "fragment"),
        };
        var user = Part(parts, "userinfo");
        if (user.Length > 0)
        {
            var parsed = ParseOr($"proto://{user}@host", "unable to parse userinfo in dict");
            (url.UserName, url.Password) = (parsed.UserName, parsed.Password);
        }
        return url.ToString();
    }

    private static GoUrl ParseOr(string text, string failure)
    {
        try
        {
            return GoUrl.Parse(text);
        }
        catch (GoErrorException failed)
        {
            throw new GoErrorException($"{failure}: {failed.Message}");
        }
    }

    private static string Part(GoMap parts, string key)
    {
        if (!parts.Entries.TryGetValue(key, out var value)) return "";
        return value as string ?? throw new GoErrorException(
            $"unable to parse {key} key, must be of type string, but {GoConvert.KindNameOrPanic(value)} found");
    }
}
