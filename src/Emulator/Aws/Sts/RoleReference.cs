using System.Text;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts;

/// <summary>A role that a request names, and the role itself when it exists.</summary>
internal sealed record RoleReference(
    string Arn, string Partition, string Account, string Path, string Name, IamRole? Role)
{
    /// <summary>Reads the ARN; a malformed one is an error, one of something else than a role names no role.</summary>
    public static RoleReference Find(string arn, AwsWorld world)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[0] != "arn"
            || parts[1].Length == 0 || parts[2].Length == 0 || parts[5].Length == 0)
        {
            throw StsErrors.InvalidArn(arn);
        }

        var resource = parts[5];
        if (parts[2] != "iam" || !resource.StartsWith("role/", StringComparison.Ordinal)
            || parts[4].Length != 12 || !parts[4].All(char.IsAsciiDigit))
        {
            return new RoleReference(arn, parts[1], "", "/", "", null);
        }

        var slash = resource.LastIndexOf('/');
        var name = resource[(slash + 1)..];
        var role = world.State<IamState>(parts[4], "").Roles.GetValueOrDefault(name);

        // The path belongs to the ARN: a right name under a wrong path is another role, and there is none.
        return new RoleReference(
            arn, parts[1], parts[4], resource[4..(slash + 1)], name, role?.Arn == arn ? role : null);
    }

    /// <summary>ARN of a session: the role's path is not part of it.</summary>
    public string SessionArn(string session) =>
        new StringBuilder("arn:").Append(Partition).Append(":sts::").Append(Account).Append(":assumed-role/")
            .Append(Role?.Name ?? Name).Append('/').Append(session).ToString();
}
