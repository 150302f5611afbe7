using Eso.Emulator.Aws.Protocol.Signatures;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Protocol;

/// <summary>Against the vectors of AWS's published Signature Version 4 test suite.</summary>
public sealed class SignatureVerifierTests
{
    private const string Key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    [Theory]
    [InlineData("GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Published_vectors_match(string method, string path, string query, string signature)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = path;
        http.Request.QueryString = new QueryString(query.Length == 0 ? "" : "?" + query);
        http.Request.Host = new HostString("example.amazonaws.com");
        http.Request.Headers["X-Amz-Date"] = "20150830T123600Z";
        var sent = new SentSignature(
            CredentialScope.Parse("AKIDEXAMPLE/20150830/us-east-1/service/aws4_request")!,
            "20150830T123600Z",
            ["host", "x-amz-date"],
            signature,
            null);

        Assert.True(SignatureVerifier.Matches(http.Request, [], sent, Key));
        Assert.False(SignatureVerifier.Matches(http.Request, "x"u8, sent, Key));
        Assert.False(SignatureVerifier.Matches(http.Request, [], sent, Key + "x"));
    }
}
