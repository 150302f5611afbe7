using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>The rules of Secrets beyond names: stringData, sizes, and what each type demands.</summary>
internal static class SecretRules
{
    public const int BytesMax = 1024 * 1024;

    private const string Redacted = "<secret contents redacted>";

    /// <summary>Moves stringData into data, over equal keys; null values become empty ones.</summary>
    public static void FoldStringData(JsonObject secret)
    {
        if (secret["data"] is JsonObject data)
        {
            foreach (var key in data.Where(p => p.Value is null).Select(p => p.Key).ToList())
            {
                data[key] = "";
            }
        }

        if (secret["stringData"] is JsonObject texts && texts.Count > 0)
        {
            var into = Ensure(secret, "data");
            foreach (var (key, _) in texts)
            {
                into[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(texts, key)));
            }
        }

        secret.Remove("stringData");
    }

    public static void Validate(JsonObject secret, List<FieldError> errors)
    {
        var total = 0L;
        var data = Child(secret, "data") ?? [];
        foreach (var (key, _) in data)
        {
            ObjectMeta.AddAll(errors, $"data[{key}]", key, Names.ConfigKey(key));
            total += DecodedLength(Text(data, key));
        }

        if (total > BytesMax)
        {
            errors.Add(FieldError.TooLong("data", BytesMax));
        }

        ValidateType(secret, data, errors);
    }

    public static IEnumerable<string> Warnings(JsonObject secret)
    {
        if (Text(secret, "type") == "kubernetes.io/tls" && Child(secret, "data") is { } data &&
            TlsWarning(Bytes(data, "tls.crt"), Bytes(data, "tls.key")) is { } warning)
        {
            yield return warning;
        }
    }

    /// <summary>Number of bytes a base64 text stands for.</summary>
    public static long DecodedLength(string base64)
    {
        var padding = base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0;
        return (base64.Length / 4 * 3L) - padding;
    }

    private static void ValidateType(JsonObject secret, JsonObject data, List<FieldError> errors)
    {
        switch (Text(secret, "type"))
        {
            case "kubernetes.io/service-account-token":
                var annotations = secret["metadata"]?["annotations"] as JsonObject;
                if (Text(annotations, "kubernetes.io/service-account.name").Length == 0)
                {
                    errors.Add(FieldError.Required("metadata.annotations[kubernetes.io/service-account.name]"));
                }

                break;
            case "kubernetes.io/dockercfg":
                RequireJson(data, ".dockercfg", errors);
                break;
            case "kubernetes.io/dockerconfigjson":
                RequireJson(data, ".dockerconfigjson", errors);
                break;
            case "kubernetes.io/basic-auth" when !data.ContainsKey("username") && !data.ContainsKey("password"):
                errors.Add(FieldError.Required("data[username]"));
                errors.Add(FieldError.Required("data[password]"));
                break;
            case "kubernetes.io/ssh-auth" when Text(data, "ssh-privatekey").Length == 0:
                errors.Add(FieldError.Required("data[ssh-privatekey]"));
                break;
            case "kubernetes.io/tls":
                Require(data, "tls.crt", errors);
                Require(data, "tls.key", errors);
                break;
        }
    }

    private static void Require(JsonObject data, string key, List<FieldError> errors)
    {
        if (!data.ContainsKey(key))
        {
            errors.Add(FieldError.Required($"data[{key}]"));
        }
    }

    private static void RequireJson(JsonObject data, string key, List<FieldError> errors)
    {
        if (!data.ContainsKey(key))
        {
            errors.Add(FieldError.Required($"data[{key}]"));
        }
        else if (GoJson.ObjectProblem(Bytes(data, key)) is { } problem)
        {
            errors.Add(FieldError.Invalid($"data[{key}]", Redacted, problem));
        }
    }

    private static byte[] Bytes(JsonObject data, string key)
    {
        var buffer = new byte[(Text(data, key).Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(Text(data, key), buffer, out var count) ? buffer[..count] : [];
    }

    /// <summary>crypto/tls's complaint about a pair that is no certificate and key in PEM.</summary>
    private static string? TlsWarning(byte[] certificate, byte[] key)
    {
        if (!Encoding.UTF8.GetString(certificate).Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            return "tls: failed to find any PEM data in certificate input";
        }

        return Encoding.UTF8.GetString(key).Contains("-----BEGIN ", StringComparison.Ordinal)
            ? null
            : "tls: failed to find any PEM data in key input";
    }
}
