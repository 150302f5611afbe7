using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Kms;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Creates a parameter or, with Overwrite, a new version of one.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
/// Not emulated: the check that an aws:ec2:image value names an AMI; the 30 seconds that AWS asks to wait before a
/// deleted name is used again; notifications to EventBridge.
/// </summary>
internal sealed class PutParameter : IOperation<ParameterStoreState>
{
    private const int VersionsMax = 100;
    private const int TagsMax = 50;
    private const int StandardMax = 4096;
    private const int AdvancedMax = 8192;
    private const int ArnLengthMax = 1011;
    private const int StandardCountMax = 10_000;
    private const int AdvancedCountMax = 100_000;

    public static string Name => "PutParameter";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var value = request.Required("Value");
        CheckValue(value);
        var overwrite = request.Flag("Overwrite") == true;
        var tags = request.Tags();
        if (overwrite && tags.Count > 0)
        {
            throw ParameterStoreErrors.TagsWithOverwrite();
        }

        var name = ParameterName.CheckNew(request.Required("Name"));
        var existing = state.Find(ParameterName.KeyOf(name));
        var type = Type(request, existing, overwrite);
        ParameterTags.DemandUsersOwn(tags);
        if (tags.Select(t => t.Key).Distinct(StringComparer.Ordinal).Count() > TagsMax)
        {
            throw ParameterStoreErrors.TooManyTags();
        }

        var parameter = existing ?? NewParameter(name, type, context);
        if (parameter.Arn.Length > ArnLengthMax)
        {
            throw ParameterStoreErrors.NameTooLong(ArnLengthMax);
        }

        var version = NewVersion(request, value, parameter, existing?.Latest, state, context);
        if (existing is null)
        {
            parameter.Versions.Add(version);
            foreach (var (key, tag) in tags)
            {
                parameter.SetTag(key, tag);
            }

            state.Add(parameter);
        }
        else
        {
            MakeRoom(parameter);
            state.Append(parameter, version);
        }

        return new JsonObject { ["Version"] = version.Number, ["Tier"] = version.Tier };
    }

    private static void CheckValue(string value)
    {
        // The documentation forbids nested parameters: {{ssm:other}} is resolved elsewhere, never here.
        var open = value.IndexOf("{{", StringComparison.Ordinal);
        if (open >= 0 && value.IndexOf("}}", open, StringComparison.Ordinal) > open)
        {
            throw ParameterStoreErrors.NestedParameter();
        }
    }

    private static string Type(JsonObject request, Parameter? existing, bool overwrite)
    {
        var type = request.Text("Type");
        if (existing is not null && !overwrite)
        {
            throw ParameterStoreErrors.AlreadyExists();
        }

        if (existing is not null && type is not null && type != existing.Type)
        {
            throw ParameterStoreErrors.TypeChange(existing.Type, type);
        }

        return type ?? existing?.Type ?? throw ParameterStoreErrors.TypeRequired();
    }

    private static Parameter NewParameter(string name, string type, OperationContext context) => new()
    {
        Name = name,
        Key = ParameterName.KeyOf(name),
        Type = type,
        Arn = $"arn:{context.Partition}:ssm:{context.Region}:{context.Account}:parameter{ParameterName.KeyOf(name)}",
    };

    private static ParameterVersion NewVersion(
        JsonObject request,
        string value,
        Parameter parameter,
        ParameterVersion? last,
        ParameterStoreState state,
        OperationContext context)
    {
        var dataType = request.Text("DataType") is { Length: > 0 } sent ? sent : last?.DataType ?? "text";
        if (dataType is not ("text" or "aws:ec2:image" or "aws:ssm:integration"))
        {
            throw ParameterStoreErrors.BadDataType(dataType);
        }

        var pattern = Sent(request, "AllowedPattern", last?.AllowedPattern);
        if (pattern is not null)
        {
            ParameterPattern.Check(pattern, value);
        }

        var policies = request.Text("Policies") is { } text
            ? ParameterPolicies.Parse(text, context.Now)
            : last?.Policies ?? ParameterPolicies.None;
        var tier = Tier(request, value, policies, last, state);
        var (stored, keyId, keyArn) = Protect(request, value, parameter, last, context);
        return new ParameterVersion
        {
            Number = (last?.Number ?? 0) + 1,
            Value = stored,
            KeyId = keyId,
            KeyArn = keyArn,
            Modified = context.Now,
            ModifiedBy = context.Caller.Arn,
            Description = Sent(request, "Description", last?.Description),
            AllowedPattern = pattern,
            Tier = tier,
            DataType = dataType,
            Policies = policies,
        };
    }

    /// <summary>What was sent; empty clears; what is not sent stays.</summary>
    private static string? Sent(JsonObject request, string member, string? before) =>
        request.Text(member) switch
        {
            null => before,
            "" => null,
            var sent => sent,
        };

    private static string Tier(
        JsonObject request, string value, ParameterPolicies policies, ParameterVersion? last, ParameterStoreState state)
    {
        var length = value.EnumerateRunes().Count();
        var asked = request.Text("Tier") ?? (last?.Tier == "Advanced" ? "Advanced" : DefaultTier(state));
        if (asked == "Standard" && last?.Tier == "Advanced")
        {
            throw ParameterStoreErrors.Downgrade();
        }

        if (asked == "Intelligent-Tiering")
        {
            var needsAdvanced = length > StandardMax || !policies.IsEmpty || last?.Tier == "Advanced"
                || (last is null && state.Count - state.AdvancedCount >= StandardCountMax);
            asked = needsAdvanced ? "Advanced" : "Standard";
        }

        if (asked == "Standard" && length > StandardMax)
        {
            throw ParameterStoreErrors.StandardTooLong();
        }

        if (length > AdvancedMax)
        {
            throw ParameterStoreErrors.AdvancedTooLong();
        }

        if (asked == "Standard" && !policies.IsEmpty)
        {
            throw ParameterStoreErrors.PolicyNeedsAdvanced();
        }

        if (last is null && (asked == "Standard"
            ? state.Count - state.AdvancedCount >= StandardCountMax
            : state.AdvancedCount >= AdvancedCountMax))
        {
            throw ParameterStoreErrors.TooManyParameters();
        }

        return asked;
    }

    private static string DefaultTier(ParameterStoreState state) =>
        state.Settings.GetValueOrDefault(ServiceSettings.DefaultTier, "Standard");

    private static (string Stored, string? KeyId, string? KeyArn) Protect(
        JsonObject request, string value, Parameter parameter, ParameterVersion? last, OperationContext context)
    {
        var asked = request.Text("KeyId");
        if (parameter.Type != "SecureString")
        {
            return asked is null ? (value, null, null) : throw ParameterStoreErrors.KeyIdWithoutSecureString();
        }

        var keyId = asked ?? last?.KeyId ?? "alias/aws/ssm";
        try
        {
            var key = KmsKeys.FindUsable(context, keyId);
            var blob = KmsCipher.Encrypt(
                context, key, Encoding.UTF8.GetBytes(value), ParameterReader.Bind(parameter.Arn));
            return (Convert.ToBase64String(blob), keyId, key.Arn);
        }
        catch (AwsException kms)
        {
            throw ParameterStoreErrors.KeyProblem(kms, context);
        }
    }

    private static void MakeRoom(Parameter parameter)
    {
        if (parameter.Versions.Count < VersionsMax)
        {
            return;
        }

        var oldest = parameter.Versions[0];
        if (oldest.Labels.Count > 0)
        {
            throw ParameterStoreErrors.TooManyVersions(parameter.Name, oldest.Number);
        }

        parameter.Versions.RemoveAt(0);
    }
}
