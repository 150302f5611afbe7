using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager;
using Eso.Emulator.Aws.SecretsManager.Operations;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>
/// Secrets read through Parameter Store: <c>/aws/reference/secretsmanager/&lt;id&gt;[:&lt;stage or version&gt;]</c>.
/// Shapes and texts were measured against AWS by a third party in 2026.
/// </summary>
internal static class SecretReference
{
    /// <summary>The one refusal that fails GetParameters as a whole.</summary>
    public const string DependencyText = "An error occurred while calling one AWS dependency service.";

    private const string Prefix = "/aws/reference/secretsmanager/";
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static bool IsReference(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The secret as a parameter.</summary>
    public static JsonObject Read(string reference, bool decrypt, OperationContext context)
    {
        var parts = reference.Split(':');
        if (parts.Length > 2 || (parts.Length == 2 && parts[1].Length == 0))
        {
            throw ParameterStoreErrors.BadSelector();
        }

        if (!decrypt)
        {
            throw ParameterStoreErrors.SecretNeedsDecryption();
        }

        var selector = parts.Length == 2 ? parts[1] : null;
        var value = Fetch(parts[0], selector, context);
        var shown = new JsonObject { ["Name"] = parts[0], ["Type"] = "SecureString" };
        shown.AddUnlessNull("Value", value.Text("SecretString"));
        shown["Version"] = 0;
        if (selector is not null)
        {
            shown["Selector"] = ":" + selector;
        }

        shown["SourceResult"] = SourceResult(value).ToJsonString(Plain);
        shown["LastModifiedDate"] = value["CreatedDate"]!.DeepClone();
        shown["ARN"] = value.Required("ARN");
        return shown;
    }

    private static JsonObject Fetch(string reference, string? selector, OperationContext context)
    {
        var id = reference[Prefix.Length..];
        if (context.Options.Iam == IamMode.Enforce
            && !Iam.Authorization.Authorizer.MayReadSecret(id, selector, context))
        {
            throw ParameterStoreErrors.SecretDependencyFailed();
        }

        try
        {
            var state = context.World.State<SecretsState>(context.Account, context.Region);
            var found = SecretLookup.FindActive(id, state, context);
            var isVersion = selector is not null && found.Secret.Version(selector) is not null;
            return GetSecretValue.Read(found, isVersion ? selector : null, isVersion ? null : selector, context);
        }
        catch (AwsException refused) when (refused.Code == "ResourceNotFoundException")
        {
            throw ParameterStoreErrors.SecretNotFound(reference, selector is null ? null : ":" + selector);
        }
        catch (AwsException refused) when (refused.Code is "InvalidRequestException" or "ValidationException")
        {
            throw ParameterStoreErrors.SecretRequestRefused();
        }
    }

    /// <summary>The answer of Secrets Manager as the Java SDK of Parameter Store spells it.</summary>
    private static JsonObject SourceResult(JsonObject value)
    {
        var result = new JsonObject
        {
            ["ARN"] = value.Required("ARN"),
            ["name"] = value.Required("Name"),
            ["versionId"] = value.Required("VersionId"),
        };
        result.AddUnlessNull("secretString", value.Text("SecretString"));
        result["versionStages"] = value.Texts("VersionStages").ToJsonArray();
        var created = DateTimeOffset.FromUnixTimeMilliseconds((long)(value["CreatedDate"]!.GetValue<double>() * 1000));
        result["createdDate"] = created.UtcDateTime.ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture);
        return result;
    }
}
