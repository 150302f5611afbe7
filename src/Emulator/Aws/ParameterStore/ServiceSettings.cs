using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>The two service settings of Parameter Store, by name or ARN.</summary>
internal static class ServiceSettings
{
    public const string DefaultTier = "/ssm/parameter-store/default-parameter-tier";
    public const string HighThroughput = "/ssm/parameter-store/high-throughput-enabled";

    private static readonly Dictionary<string, (string Default, string[] Allowed)> Known = new(StringComparer.Ordinal)
    {
        [DefaultTier] = ("Standard", ["Standard", "Advanced", "Intelligent-Tiering"]),
        [HighThroughput] = ("false", ["true", "false"]),
    };

    /// <summary>The setting's name from a name or ARN.</summary>
    public static string Require(string id)
    {
        var at = id.IndexOf(":servicesetting/", StringComparison.Ordinal);
        var name = at < 0 ? id : id[(at + ":servicesetting".Length)..];
        return Known.ContainsKey(name) ? name : throw ParameterStoreErrors.SettingNotFound(id);
    }

    public static string Default(string name) => Known[name].Default;

    public static void Check(string name, string value)
    {
        var allowed = Known[name].Allowed;
        if (!allowed.Contains(value))
        {
            throw ParameterStoreErrors.Invalid(
                $"Setting value {value} is not valid for {name}. Valid values: [{string.Join(", ", allowed)}]");
        }
    }

    /// <summary>A setting as GetServiceSetting and ResetServiceSetting show it.</summary>
    public static System.Text.Json.Nodes.JsonObject Show(
        string name, ParameterStoreState state, OperationContext context)
    {
        var changed = state.Settings.TryGetValue(name, out var value);
        return new System.Text.Json.Nodes.JsonObject
        {
            ["ServiceSetting"] = new System.Text.Json.Nodes.JsonObject
            {
                ["SettingId"] = name,
                ["SettingValue"] = changed ? value : Default(name),
                ["LastModifiedUser"] = changed ? context.Caller.Arn : "System",
                ["ARN"] = $"arn:{context.Partition}:ssm:{context.Region}:{context.Account}:servicesetting{name}",
                ["Status"] = changed ? "Customized" : "Default",
            },
        };
    }
}
