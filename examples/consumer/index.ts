import { Config } from "@pulumi/pulumi";
import { AgentPlatform } from "pulumi-nightshift";

const config = new Config();
const azure = new Config("azure-native");
const platform = new AgentPlatform("forecasts", {
  location: azure.require("location"),
  subscriptionId: azure.require("subscriptionId"),
  signIn: config.requireObject("signIn"),
  deployer: config.requireObject("deployer"),
  budget: config.requireObject("budget"),
  onCallEmails: ["on-call@example.com"],
  models: config.requireObject("models"),
});

/** Where data is put into the container `bronze`. */
export const lakeAccount = platform.lakeAccountName;
