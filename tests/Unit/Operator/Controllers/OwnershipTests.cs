using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Controllers;

public sealed class OwnershipTests
{
    [Fact]
    public void Owner_is_set_with_labels_and_taken_away_with_another_policy()
    {
        var draft = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "s" } };

        Ownership.Apply(Make("Owner"), draft);
        draft.ControllerOwner()!["uid"]!.ToString().Should().Be("u1");
        draft.Label(Names.ManagedLabel).Should().Be("true");
        draft.Label(Names.CreatedByLabel).Should().Be("5b1224068cc3cca5aa3071e518838346f821fe1761229559d4959980");

        Ownership.Apply(Make("Orphan"), draft);
        draft.ControllerOwner().Should().BeNull();
        draft.Label(Names.CreatedByLabel).Should().BeNull();
    }

    [Theory]
    [InlineData("ExternalSecret", "external-secrets.io/v1", "other", "target is owned by another ExternalSecret")]
    [InlineData("Deployment", "apps/v1", "web", "failed to take ownership of target secret")]
    public void Other_owners_are_respected(string kind, string apiVersion, string name, string condition)
    {
        var draft = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = "s",
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["kind"] = kind,
                    ["apiVersion"] = apiVersion,
                    ["name"] = name,
                    ["uid"] = "x",
                    ["controller"] = true,
                }),
            },
        };

        var act = () => Ownership.Apply(Make("Owner"), draft);

        act.Should().Throw<OwnershipException>().Which.Condition.Should().Be(condition);
    }

    [Fact]
    public void Long_names_are_hashed_in_the_field_manager()
    {
        Names.FieldManager(new string('a', 27)).Should().Be("externalsecrets.external-secrets.io/" + new string('a', 27));
        Names.FieldManager(new string('a', 28)).Should().StartWith("externalsecrets.external-secrets.io/sha3/");
    }

    private static ExternalSecret Make(string policy) => new(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "example", ["namespace"] = "default", ["uid"] = "u1" },
        ["spec"] = new JsonObject { ["target"] = new JsonObject { ["creationPolicy"] = policy } },
    });
}
