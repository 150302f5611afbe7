using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Eso.Emulator.Faults;

/// <summary>
/// What an AWS request's body tells a fault: the query protocol's operation, and the names of what it is about. Read only
/// when a fault asks; the server reads the same bytes afterwards. Values are not looked at.
/// </summary>
/// <param name="Action">The operation of the query protocol; empty in JSON.</param>
internal sealed record AwsBody(string Action, IReadOnlyList<string> Names)
{
    // What AWS takes is smaller; a larger one passes unread and meets faults without a name only.
    private const int BytesMax = 1024 * 1024;

    private static readonly AwsBody Unread = new("", []);

    /// <summary>Members that name what a request is about, of all services; a list names several.</summary>
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "SecretId", "SecretIdList", "Name", "Names", "Path", "KeyId", "ResourceId", "ResourceArn", "RoleArn", "RoleName",
        "UserName", "PolicyArn", "PolicyName", "repositoryName",
    };

    public static bool IsNeeded(HttpContext http, bool names) => names || !http.Request.Headers.ContainsKey("X-Amz-Target");

    public static async Task<AwsBody> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not (> 0 and <= BytesMax))
        {
            return Unread;
        }

        var buffer = new MemoryStream((int)http.Request.ContentLength.Value);
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        http.Request.Body = buffer;
        buffer.Position = 0;
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        return http.Request.Headers.ContainsKey("X-Amz-Target") ? Json(bytes) : Form(System.Text.Encoding.UTF8.GetString(bytes.Span));
    }

    private static AwsBody Json(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new AwsBody("", [.. document.RootElement.EnumerateObject().Where(m => Members.Contains(m.Name)).SelectMany(m => Texts(m.Value)).SelectMany(Forms)])
                : Unread;
        }
        catch (JsonException)
        {
            // The server says what is wrong with it.
            return Unread;
        }
    }

    private static AwsBody Form(string text)
    {
        var action = "";
        var names = new List<string>();
        foreach (var pair in new QueryStringEnumerable(text))
        {
            var name = pair.DecodeName().ToString();
            if (name == "Action")
            {
                action = pair.DecodeValue().ToString();
            }
            else if (Members.Contains(name))
            {
                names.AddRange(Forms(pair.DecodeValue().ToString()));
            }
        }

        return new AwsBody(action, names);
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!),
        _ => [],
    };

    /// <summary>A name as written, and what an ARN is the address of: with and without a secret's random end.</summary>
    private static IEnumerable<string> Forms(string written)
    {
        const int Service = 2;
        const int Resource = 5;
        const int RandomEnd = 7;
        yield return written;
        var parts = written.Split(':', Resource + 1);
        if (parts.Length <= Resource || parts[0] != "arn")
        {
            yield break;
        }

        var resource = parts[Resource];
        if (parts[Service] == "secretsmanager" && resource.StartsWith("secret:", StringComparison.Ordinal))
        {
            var name = resource["secret:".Length..];
            yield return name;
            if (name.Length > RandomEnd && name[^RandomEnd] == '-')
            {
                yield return name[..^RandomEnd];
            }
        }
        else if (resource.IndexOf('/', StringComparison.Ordinal) is var slash and > 0)
        {
            // Parameters' names may begin with the slash that ends the kind.
            yield return resource[slash..];
            yield return resource[(slash + 1)..];
        }
    }
}
