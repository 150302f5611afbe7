using System.Globalization;
using Eso.Aws.Credentials;

namespace Eso.Aws.Sts;

/// <summary>A session of a role. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</summary>
public sealed class AssumeRoleRequest
{
    public required string RoleArn { get; init; }

    public required string RoleSessionName { get; init; }

    /// <summary>Null leaves the length to STS (an hour).</summary>
    public int? DurationSeconds { get; init; }

    public string? ExternalId { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];
}

public sealed partial class StsClient
{
    public async Task<AwsCredentials> AssumeRoleAsync(AssumeRoleRequest request, CancellationToken cancel)
    {
        var form = Form("AssumeRole")
            .Add("RoleArn", request.RoleArn)
            .Add("RoleSessionName", request.RoleSessionName)
            .Add("DurationSeconds", request.DurationSeconds?.ToString(CultureInfo.InvariantCulture))
            .Add("ExternalId", request.ExternalId);
        for (var i = 0; i < request.Tags.Count; i++)
        {
            form.AddAlways($"Tags.member.{i + 1}.Key", request.Tags[i].Key)
                .AddAlways($"Tags.member.{i + 1}.Value", request.Tags[i].Value);
        }

        for (var i = 0; i < request.TransitiveTagKeys.Count; i++)
        {
            form.AddAlways($"TransitiveTagKeys.member.{i + 1}", request.TransitiveTagKeys[i]);
        }

        return ReadCredentials(await ResultAsync(form, "AssumeRole", true, cancel));
    }
}
