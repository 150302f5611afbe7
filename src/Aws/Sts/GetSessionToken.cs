using System.Globalization;
using Eso.Aws.Credentials;

namespace Eso.Aws.Sts;

/// <summary>
/// A session of the same user, perhaps with MFA.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
/// </summary>
public sealed class GetSessionTokenRequest
{
    public int? DurationSeconds { get; init; }

    public string? SerialNumber { get; init; }

    public string? TokenCode { get; init; }
}

public sealed partial class StsClient
{
    public async Task<AwsCredentials> GetSessionTokenAsync(GetSessionTokenRequest request, CancellationToken cancel)
    {
        var form = Form("GetSessionToken")
            .Add("DurationSeconds", request.DurationSeconds?.ToString(CultureInfo.InvariantCulture))
            .Add("SerialNumber", request.SerialNumber)
            .Add("TokenCode", request.TokenCode);
        return ReadCredentials(await ResultAsync(form, "GetSessionToken", true, cancel));
    }
}
