using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>What is checked about where a webhook is called: an https URL or a Service, never both.</summary>
internal static class WebhookClientRules
{
    private const string UrlForm = "desired format: https://host[/path]";

    public static void Validate(JsonObject client, string path, List<FieldError> errors)
    {
        var hasUrl = client["url"] is not null;
        var service = Child(client, "service");
        if (hasUrl == service is not null)
        {
            errors.Add(FieldError.Required(path, "exactly one of url or service is required"));
        }
        else if (hasUrl)
        {
            Url(Text(client, "url"), $"{path}.url", errors);
        }
        else
        {
            Service(service!, $"{path}.service", errors);
        }
    }

    private static void Url(string text, string path, List<FieldError> errors)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? "" : text[..schemeEnd];
        if (scheme != "https")
        {
            errors.Add(FieldError.Invalid(path, scheme, $"'https' is the only allowed URL scheme; {UrlForm}"));
        }

        var rest = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        Cut(ref rest, '#', out var fragment);
        Cut(ref rest, '?', out var query);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = schemeEnd < 0 ? "" : slash < 0 ? rest : rest[..slash];
        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "" : authority[..at];
        if (authority[(at + 1)..].Length == 0)
        {
            errors.Add(FieldError.Invalid(path, "", $"host must be specified; {UrlForm}"));
        }

        if (at >= 0)
        {
            errors.Add(FieldError.Invalid(path, user, "user information is not permitted in the URL"));
        }

        if (fragment.Length > 0)
        {
            errors.Add(FieldError.Invalid(path, fragment, "fragments are not permitted in the URL"));
        }

        if (query.Length > 0)
        {
            errors.Add(FieldError.Invalid(path, query, "query parameters are not permitted in the URL"));
        }
    }

    private static void Cut(ref string text, char mark, out string tail)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        tail = at < 0 ? "" : text[(at + 1)..];
        text = at < 0 ? text : text[..at];
    }

    private static void Service(JsonObject service, string path, List<FieldError> errors)
    {
        foreach (var field in (string[])["name", "namespace"])
        {
            if (Text(service, field).Length == 0)
            {
                errors.Add(FieldError.Required($"{path}.{field}"));
            }
        }

        var port = Number(service, "port", 443);
        if (port is < 1 or > 65535)
        {
            errors.Add(FieldError.Invalid(
                $"{path}.port", port, "port is not valid: must be between 1 and 65535, inclusive"));
        }

        if (service["path"] is not null)
        {
            UrlPath(Text(service, "path"), $"{path}.path", errors);
        }
    }

    private static void UrlPath(string text, string path, List<FieldError> errors)
    {
        if (text.Length == 0 || text == "/")
        {
            return;
        }

        if (text == "//")
        {
            errors.Add(FieldError.Invalid(path, text, "segment[0] may not be empty"));
            return;
        }

        if (text[0] != '/')
        {
            errors.Add(FieldError.Invalid(path, text, "must start with a '/'"));
        }

        var steps = text[1..].TrimEnd('/').Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0)
            {
                errors.Add(FieldError.Invalid(path, text, $"segment[{i}] may not be empty"));
                continue;
            }

            foreach (var problem in Names.Subdomain(steps[i]))
            {
                errors.Add(FieldError.Invalid(path, text, $"segment[{i}]: {problem}"));
            }
        }
    }
}
