using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>Finds parameters and versions, and shapes them as the read operations answer.</summary>
internal static class ParameterReader
{
    /// <summary>The encryption context under which Parameter Store encrypts a value.</summary>
    public const string ContextName = "PARAMETER_ARN";

    /// <summary>The parameter of a reference, in another account's state when an ARN names one, or null.</summary>
    public static Parameter? Find(ParameterName name, ParameterStoreState state, OperationContext context)
    {
        if (name.Region is { } region && region != context.Region)
        {
            return null;
        }

        if (name.Account is null || name.Account == context.Account)
        {
            return state.Find(name.Key);
        }

        var foreign = context.World.State<ParameterStoreState>(name.Account, context.Region);
        foreign.Expire(context.Now);
        return foreign.Find(name.Key) is { } shared && ParameterSharing.IsSharedWith(shared, context) ? shared : null;
    }

    /// <summary>A parameter of this account by name or ARN, for operations that take no selector.</summary>
    public static Parameter Require(string name, ParameterStoreState state) =>
        state.Find(KeyOfNameOrArn(name)) ?? throw ParameterStoreErrors.NotFound();

    /// <summary>The key of a plain name or of an ARN without selector.</summary>
    public static string KeyOfNameOrArn(string name)
    {
        var at = name.StartsWith("arn:", StringComparison.Ordinal)
            ? name.IndexOf(":parameter/", StringComparison.Ordinal)
            : -1;
        return at < 0 ? ParameterName.KeyOf(name) : name[(at + ":parameter".Length)..];
    }

    /// <summary>The version that a selector means: none is the latest, digits a number, else a label.</summary>
    public static ParameterVersion Select(Parameter parameter, string? selector, string shownName)
    {
        if (selector is null)
        {
            return parameter.Latest;
        }

        var found = selector.All(char.IsAsciiDigit)
            ? long.TryParse(selector, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? parameter.Versions.Find(v => v.Number == number)
                : null
            : parameter.Versions.Find(v => v.Labels.Contains(selector));
        return found ?? throw ParameterStoreErrors.VersionNotFound(selector, shownName);
    }

    /// <summary>A version as GetParameter, GetParameters and GetParametersByPath show it.</summary>
    public static JsonObject Show(
        Parameter parameter,
        ParameterVersion version,
        string name,
        string? selector,
        bool decrypt,
        OperationContext context)
    {
        var shown = new JsonObject
        {
            ["Name"] = name,
            ["Type"] = parameter.Type,
            ["Value"] = Value(parameter, version, decrypt, context),
            ["Version"] = version.Number,
        };
        if (selector is not null)
        {
            shown["Selector"] = ":" + selector;
        }

        shown["LastModifiedDate"] = version.Modified.Epoch();
        shown["ARN"] = parameter.Arn;
        shown["DataType"] = version.DataType;
        return shown;
    }

    /// <summary>The value as asked for: a SecureString stays ciphertext unless decryption is wanted.</summary>
    public static string Value(Parameter parameter, ParameterVersion version, bool decrypt, OperationContext context)
    {
        if (!decrypt || version.KeyArn is null)
        {
            return version.Value;
        }

        try
        {
            var key = KmsKeys.FindUsable(context, version.KeyArn);
            var plaintext = KmsCipher.Decrypt(key, Convert.FromBase64String(version.Value), Bind(parameter.Arn));
            return Encoding.UTF8.GetString(plaintext);
        }
        catch (AwsException kms)
        {
            throw ParameterStoreErrors.KeyProblem(kms, context);
        }
    }

    /// <summary>The encryption context of one parameter.</summary>
    public static KeyValuePair<string, string>[] Bind(string arn) => [KeyValuePair.Create(ContextName, arn)];

    /// <summary>The members that DescribeParameters and GetParameterHistory share, in the model's order.</summary>
    public static JsonObject Describe(Parameter parameter, ParameterVersion version)
    {
        var shown = new JsonObject { ["Name"] = parameter.Name, ["Type"] = parameter.Type };
        shown.AddUnlessNull("KeyId", version.KeyId);
        shown["LastModifiedDate"] = version.Modified.Epoch();
        shown["LastModifiedUser"] = version.ModifiedBy;
        shown.AddUnlessNull("Description", version.Description);
        shown.AddUnlessNull("AllowedPattern", version.AllowedPattern);
        shown["Version"] = version.Number;
        return shown;
    }
}
